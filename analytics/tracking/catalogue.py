"""What is written down of people's behaviour: every event by name, who sends it, and what it may carry.

The one definition. `docs/tracking.md` is made of it, the intake refuses what is not in it, metrics count by it. An
event whose meaning changes gets a new name; a detail that is added, or an event, raises `VERSION`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeGuard

VERSION = 1


class Sender(StrEnum):
    BROWSER = "browser"  # told by the page's script, only with consent
    SERVER = "server"  # a business fact, told by the outbox; never taken from a browser


class Thing(StrEnum):
    """What an event is about. Browsers name it by its public key, the table keeps its number."""

    PRODUCT = "product"
    NOTE = "note"
    SHOP = "shop"
    ORDER = "order"
    TEAM = "team"
    GROUP = "group"
    PERSON = "person"
    COUPON = "coupon"
    CHALLENGE = "challenge"
    QUIZ = "quiz"
    MEETUP = "meetup"


def is_text(value: object) -> TypeGuard[str]:
    """Something every table can keep: no NUL, and no half of a character."""
    return isinstance(value, str) and "\0" not in value and value.encode("utf-8", "replace").decode() == value


@dataclass(frozen=True)
class Whole:
    """A whole number from 0 to `most`."""

    most: int

    def fits(self, value: object) -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= self.most

    def __str__(self) -> str:
        return f"whole number up to {self.most}"


@dataclass(frozen=True)
class Text:
    """At most so many characters."""

    most: int

    def fits(self, value: object) -> bool:
        return is_text(value) and len(value) <= self.most

    def __str__(self) -> str:
        return f"text of at most {self.most} characters"


@dataclass(frozen=True)
class OneOf:
    choices: tuple[str, ...]

    def fits(self, value: object) -> bool:
        return isinstance(value, str) and value in self.choices

    def __str__(self) -> str:
        return " or ".join(f"`{one}`" for one in self.choices)


Detail = Whole | Text | OneOf


@dataclass(frozen=True)
class Kind:
    """One event. `is_active`: somebody did it; what was merely shown or done to them makes nobody active."""

    name: str
    sender: Sender
    says: str
    things: tuple[Thing, ...] = ()
    is_active: bool = True
    details: Mapping[str, Detail] = field(default_factory=dict)


CARDS = (Thing.PRODUCT, Thing.NOTE)
NO_DETAILS: Mapping[str, Detail] = {}
SURFACE: Mapping[str, Detail] = {"surface": Text(24), "place": Whole(10_000)}
CENTS = Whole(10**12)


def _browser(
    name: str, says: str, *things: Thing, is_active: bool = True, details: Mapping[str, Detail] = NO_DETAILS
) -> Kind:
    return Kind(name, Sender.BROWSER, says, things, is_active, details)


def _server(
    name: str, says: str, *things: Thing, is_active: bool = True, details: Mapping[str, Detail] = NO_DETAILS
) -> Kind:
    return Kind(name, Sender.SERVER, says, things, is_active, details)


KINDS: tuple[Kind, ...] = (
    _browser(
        "impression",
        "At least half of a card was on the screen for a second, without a break.",
        *CARDS,
        is_active=False,
        details=SURFACE,
    ),
    _browser("click", "A card was opened.", *CARDS, details=SURFACE),
    _browser("product_view", "A product's page was on the screen.", Thing.PRODUCT),
    _browser("note_view", "A note's page was on the screen.", Thing.NOTE),
    _browser("shop_view", "A shop's page was on the screen.", Thing.SHOP),
    _browser("search", "Something was searched for. The words are not kept.", details={"results": Whole(1_000_000)}),
    _browser("cart_view", "The cart was on the screen."),
    _browser("checkout_view", "The page on which one confirms an order was on the screen."),
    _browser(
        "share",
        "A link was copied or handed to another app.",
        *CARDS,
        Thing.SHOP,
        Thing.TEAM,
        details={"way": Text(24)},
    ),
    _server("sign_up", "An account was made.", Thing.PERSON),
    _server("sign_in", "Somebody signed in.", Thing.PERSON),
    _server("follow", "Somebody began to follow a person or a shop.", Thing.PERSON, Thing.SHOP),
    _server("like", "Somebody liked a note.", Thing.NOTE),
    _server("save", "Somebody keeps a note.", Thing.NOTE),
    _server("comment", "Somebody commented on a note, or replied.", Thing.NOTE),
    _server("post_published", "A note came out.", Thing.NOTE),
    _server("order_placed", "An order was placed.", Thing.ORDER, details={"cents": CENTS}),
    _server("order_paid", "An order was paid.", Thing.ORDER, details={"cents": CENTS}),
    _server(
        "order_refunded",
        "Money of an order is back with its buyer.",
        Thing.ORDER,
        is_active=False,
        details={"cents": CENTS},
    ),
    _server(
        "order_received",
        "Everything of an order has arrived and stays: confirmed, or by itself after seven days.",
        Thing.ORDER,
        is_active=False,
    ),
    _server("team_started", "A team was opened by paying.", Thing.TEAM),
    _server("team_joined", "A seat in somebody else's team was paid.", Thing.TEAM),
    _server("team_completed", "A team is full; told once, of its leader.", Thing.TEAM, is_active=False),
    _server("team_expired", "A team was not filled; told once, of its leader.", Thing.TEAM, is_active=False),
    _server("group_joined", "Somebody is a member of a group now.", Thing.GROUP),
    _server("group_left", "Somebody is no member any more: left, or was removed.", Thing.GROUP, is_active=False),
    _server("group_message", "Somebody wrote in a group's conversation.", Thing.GROUP),
    _server(
        "activity_joined",
        "Somebody takes part in a challenge, a quiz or an event of a group.",
        Thing.CHALLENGE,
        Thing.QUIZ,
        Thing.MEETUP,
    ),
    _server(
        "review_posted",
        "A buyer reviewed what they received.",
        Thing.PRODUCT,
        details={"rating": Whole(5)},
    ),
    _server("coupon_taken", "A coupon is in somebody's pocket.", Thing.COUPON, details={"source": Text(24)}),
)

BY_NAME: Mapping[str, Kind] = {kind.name: kind for kind in KINDS}
ACTIVE: frozenset[str] = frozenset(kind.name for kind in KINDS if kind.is_active)
FROM_BROWSERS: frozenset[str] = frozenset(kind.name for kind in KINDS if kind.sender is Sender.BROWSER)
VISITS: frozenset[str] = frozenset(FROM_BROWSERS & ACTIVE)
"""What makes somebody a visitor of a shop: things done in a browser."""
