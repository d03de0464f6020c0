"""The kinds of things people are told. Whoever has news registers its kinds once, beside its subscribers:

    register_kind("followed", tab=Tab.INTERACTIONS, label=_("New followers"), icon="user-plus",
                  words=_("%(who)s follows you now"), show=people)

`words` has the gaps %(who)s (the people it gathers), %(what)s (the object's name), %(count)s (how many happened).
`show(reader, ids)` answers, for many objects at once, where each is found; what it leaves out is gone, or not for them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from config.kernel.models import UploadedPicture


class Tab(models.TextChoices):
    INTERACTIONS = "interactions", _("Interactions")
    ORDERS = "orders", _("Orders")
    SYSTEM = "system", _("System")


@dataclass(frozen=True)
class Target:
    """Where an object is found and how it is called, for one reader now."""

    url: str
    name: str = ""
    picture: UploadedPicture | None = None
    quote: str = ""


Show = Callable[[Any, Collection[int]], Mapping[int, Target]]


@dataclass(frozen=True)
class Kind:
    name: str
    tab: str
    label: str | Promise
    words: str | Promise
    show: Show
    icon: str = "bell"
    by_mail: bool = True


_kinds: dict[str, Kind] = {}


def register_kind(
    name: str,
    *,
    tab: str,
    label: str | Promise,
    words: str | Promise,
    show: Show,
    icon: str = "bell",
    by_mail: bool = True,
) -> None:
    """Make a kind known. `label` names it in the settings; `by_mail` is whether the digest has it unless told."""
    _kinds[name] = Kind(name, tab, label, words, show, icon, by_mail)


def kind_named(name: str) -> Kind | None:
    return _kinds.get(name)


def all_kinds() -> list[Kind]:
    """In the order of the tabs, each in the order it was registered."""
    places = list(Tab.values)
    return sorted(_kinds.values(), key=lambda kind: places.index(kind.tab))


def kinds_of(tab: str) -> list[str]:
    return [kind.name for kind in _kinds.values() if kind.tab == tab]


# ---- who is not heard -------------------------------------------------------------------------------------------

Apart = Callable[[int, Collection[int]], Collection[int]]
_apart: list[Apart] = []


def register_apart(function: Apart) -> None:
    """`function(reader, actors)` says whom of these the reader doesn't meet; of them the reader never hears."""
    if function not in _apart:
        _apart.append(function)


def apart_from(reader: int, actors: Collection[int]) -> set[int]:
    """Those of these people whom the reader doesn't meet."""
    return {pk for function in _apart for pk in function(reader, actors)} if actors else set()
