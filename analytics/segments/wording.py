"""Conditions in words, as the pages read them out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from accounts.addresses.regions import label
from accounts.loyalty.levels import LEVELS
from analytics.segments.conditions import (
    Bought,
    Condition,
    Did,
    Every,
    FirstSeen,
    HasLevel,
    HasSteps,
    InGroup,
    Joined,
    JoinedLately,
    Lives,
    Not,
    Some,
    WasActive,
)
from analytics.value.rfm import Group
from config.kernel.language import in_language
from config.kernel.templatetags.hetang import cents

DEEDS: Mapping[str, Any] = {
    "product_view": gettext_lazy("looked at a product"),
    "click": gettext_lazy("opened a card"),
    "note_view": gettext_lazy("read a note"),
    "shop_view": gettext_lazy("visited a shop"),
    "search": gettext_lazy("searched"),
    "cart_view": gettext_lazy("looked into the cart"),
    "checkout_view": gettext_lazy("went to checkout"),
    "share": gettext_lazy("shared something"),
    "order_placed": gettext_lazy("placed an order"),
    "order_paid": gettext_lazy("paid an order"),
    "order_refunded": gettext_lazy("had money back"),
    "order_received": gettext_lazy("received an order"),
    "team_started": gettext_lazy("started a team"),
    "team_joined": gettext_lazy("joined a team"),
    "review_posted": gettext_lazy("wrote a review"),
    "coupon_taken": gettext_lazy("took a coupon"),
    "sign_in": gettext_lazy("signed in"),
    "follow": gettext_lazy("followed somebody"),
    "like": gettext_lazy("liked a note"),
    "save": gettext_lazy("saved a note"),
    "comment": gettext_lazy("commented"),
    "post_published": gettext_lazy("published a note"),
    "group_joined": gettext_lazy("became a member of a group"),
    "group_message": gettext_lazy("spoke in a group"),
    "activity_joined": gettext_lazy("took part in an activity"),
}


def lines_of(condition: Condition) -> list[str]:
    """One line a part of the outermost `all`; anything else is one line."""
    parts = condition.parts if isinstance(condition, Every) else (condition,)
    return [said(part) for part in parts]


def said(condition: Condition) -> str:
    if isinstance(condition, Every):
        return pgettext("conditions", " and ").join(_bracketed(part) for part in condition.parts)
    if isinstance(condition, Some):
        return pgettext("conditions", " or ").join(_bracketed(part) for part in condition.parts)
    if isinstance(condition, Not):
        return _("not: %(condition)s") % {"condition": _bracketed(condition.part)}
    return _WORDS[type(condition)](condition)


def _bracketed(part: Condition) -> str:
    return f"({said(part)})" if isinstance(part, Every | Some) and len(part.parts) > 1 else said(part)


def _lives(leaf: Lives) -> str:
    return _("lives in %(place)s") % {"place": label(leaf.code)}


def _or(words: list[str]) -> str:
    return in_language("、", ", ").join(words)


def _level(leaf: HasLevel) -> str:
    return _("level %(levels)s") % {"levels": _or([str(one.label) for one in LEVELS if one.name in leaf.levels])}


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")


def _span(start: date | None, end: date | None) -> str:
    """Days in words, with the last day that still counts."""
    last = end - timedelta(days=1) if end else None
    if start and last:
        return _day(start) if start == last else _("%(start)s to %(last)s") % {"start": _day(start), "last": _day(last)}
    if start:
        return _("since %(start)s") % {"start": _day(start)}
    return _("until %(last)s") % {"last": _day(last)} if last else ""


def _joined(leaf: Joined) -> str:
    return _("joined %(days)s") % {"days": _span(leaf.start, leaf.end)}


def _joined_lately(leaf: JoinedLately) -> str:
    words = ngettext("joined within %(days)s day", "joined within %(days)s days", leaf.days)
    return words % {"days": leaf.days}


def _group(leaf: InGroup) -> str:
    return _("customers: %(groups)s") % {"groups": _or([str(Group(one).label) for one in leaf.groups])}


def _steps(leaf: HasSteps) -> str:
    return _("lately %(recency)s, worth %(worth)s (steps of 1 to 5)") % {
        "recency": _steps_said(leaf.recency),
        "worth": _steps_said(leaf.worth),
    }


def _steps_said(span: tuple[int, int]) -> str:
    return str(span[0]) if span[0] == span[1] else f"{span[0]}–{span[1]}"


def _when(leaf: Did | WasActive) -> str:
    if leaf.days:
        return ngettext("in the last %(days)s day", "in the last %(days)s days", leaf.days) % {"days": leaf.days}
    return _span(leaf.start, leaf.end)


def _did(leaf: Did) -> str:
    deed = str(DEEDS.get(leaf.event, leaf.event))
    words = ngettext("%(deed)s at least once", "%(deed)s at least %(times)s times", leaf.times)
    said_ = words % {"deed": deed, "times": leaf.times}
    return " ".join(one for one in (said_, _when(leaf)) if one)


def _was_active(leaf: WasActive) -> str:
    words = ngettext("active on at least %(times)s day", "active on at least %(times)s days", leaf.times)
    return " ".join(one for one in (words % {"times": leaf.times}, _when(leaf)) if one)


def _first_seen(leaf: FirstSeen) -> str:
    return _("first active %(days)s") % {"days": _span(leaf.start, leaf.end)}


def _bought(leaf: Bought) -> str:
    value = cents(leaf.value, settings.CURRENCY) if leaf.measure == "sum" else str(leaf.value)
    words = _BOUGHT[leaf.measure, leaf.operator]
    within = ngettext("in the last %(days)s day", "in the last %(days)s days", leaf.days or 1) % {"days": leaf.days}
    return " ".join(one for one in (str(words) % {"value": value}, within if leaf.days else "") if one)


_BOUGHT = {
    ("count", "least"): gettext_lazy("paid orders: at least %(value)s"),
    ("count", "most"): gettext_lazy("paid orders: at most %(value)s"),
    ("sum", "least"): gettext_lazy("paid altogether at least %(value)s"),
    ("sum", "most"): gettext_lazy("paid altogether at most %(value)s"),
    ("last", "least"): gettext_lazy("last order at least %(value)s days ago"),
    ("last", "most"): gettext_lazy("last order at most %(value)s days ago"),
}
_WORDS: Mapping[type, Callable[[Any], str]] = {
    Lives: _lives,
    HasLevel: _level,
    Joined: _joined,
    JoinedLately: _joined_lately,
    InGroup: _group,
    HasSteps: _steps,
    Did: _did,
    WasActive: _was_active,
    FirstSeen: _first_seen,
    Bought: _bought,
}
