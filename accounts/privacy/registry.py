"""What is known about a person, where, and what becomes of it when they leave (docs/privacy.md).

Each app declares its tables once, in its `personal.py`:

    deletes(Address, "user", export=("recipient", "phone"))      rows go
    clears(Referral, "invitee", network="")                      rows stay, these columns are emptied
    stays(PostLike, "user", why=COUNTED)                         rows stay; the person in them has no name any more
    keeps(Order, "buyer", why=LAW, years=3, later={"note": ""})  rows stay as they are for so many years
    business(Carrier, why=…)                                     about a business, though it has a phone number
    special(Post, "author", erase=function, export=(…))          the slice knows better

The first path leads to whose row it is; further ones to people it mentions in passing. A test walks all models:
one that points to people, or holds an address, and is not declared, fails it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db.models import Model, Q, QuerySet

from accounts.identity.models import User


class Fate(StrEnum):
    DELETE = "delete"
    CLEAR = "clear"
    STAY = "stay"
    KEEP = "keep"
    BUSINESS = "business"
    SPECIAL = "special"


Eraser = Callable[[User, str], None]
Words = Callable[[User], list[str]]

COUNTED = "others count on it; the person in it has no name any more"
WORK = "work done for a business; the person in it has no name any more"
LAW = "what was bought and paid must be provable (E-Commerce Law, art. 31)"
PROOF = "proves what was agreed to, and by whom something was decided"


@dataclass(frozen=True)
class Personal:
    """One table, whose rows they are, and what becomes of them."""

    model: type[Model]
    of: tuple[str, ...]
    fate: Fate
    why: str = ""
    years: int = 0
    values: Mapping[str, Any] = field(default_factory=dict)
    later: Mapping[str, Any] = field(default_factory=dict)
    export: tuple[str, ...] = ()
    eraser: Eraser | None = None

    @property
    def name(self) -> str:
        """The table's name in an export."""
        return str(self.model._meta.label_lower)

    def rows(self, user: User) -> QuerySet[Model]:
        """This person's own rows, oldest first."""
        manager = self.model._default_manager
        return manager.filter(Q((self.of[0], user.pk))).order_by("pk") if self.of else manager.none()

    def erase(self, user: User, pseudonym: str) -> None:
        if self.fate == Fate.DELETE:
            self.rows(user).delete()
        elif self.values:
            self.rows(user).update(**self.values)
        if self.eraser:
            self.eraser(user, pseudonym)


_declared: dict[str, Personal] = {}
_obstacles: list[Words] = []
_losses: list[Words] = []


def _declare(personal: Personal) -> None:
    _declared[personal.name] = personal


def deletes(model: type[Model], *of: str, export: tuple[str, ...] = ()) -> None:
    _declare(Personal(model, of, Fate.DELETE, export=export))


def clears(model: type[Model], *of: str, export: tuple[str, ...] = (), **values: Any) -> None:
    _declare(Personal(model, of, Fate.CLEAR, values=values, export=export))


def stays(model: type[Model], *of: str, why: str, export: tuple[str, ...] = ()) -> None:
    _declare(Personal(model, of, Fate.STAY, why=why, export=export))


def keeps(
    model: type[Model],
    *of: str,
    why: str,
    years: int,
    export: tuple[str, ...] = (),
    at_once: Mapping[str, Any] | None = None,
    later: Mapping[str, Any] | None = None,
) -> None:
    """`at_once` is emptied at once, because the law does not ask for it; `later` when the years are over."""
    _declare(
        Personal(model, of, Fate.KEEP, why=why, years=years, values=at_once or {}, later=later or {}, export=export)
    )


def business(model: type[Model], *of: str, why: str) -> None:
    _declare(Personal(model, of, Fate.BUSINESS, why=why))


def special(model: type[Model], *of: str, erase: Eraser, export: tuple[str, ...] = (), why: str = "") -> None:
    _declare(Personal(model, of, Fate.SPECIAL, why=why, export=export, eraser=erase))


def refuses_closing(words: Words) -> Words:
    """`words(user)` says what stands against closing this account now."""
    _obstacles.append(words)
    return words


def warns_of_closing(words: Words) -> Words:
    """`words(user)` says what this person would lose."""
    _losses.append(words)
    return words


def declared() -> dict[str, Personal]:
    """Every declared table, by its name."""
    return dict(_declared)


def exported() -> list[Personal]:
    return [one for one in _declared.values() if one.export]


def obstacles(user: User) -> list[str]:
    return [line for words in _obstacles for line in words(user)]


def losses(user: User) -> list[str]:
    return [line for words in _losses for line in words(user)]
