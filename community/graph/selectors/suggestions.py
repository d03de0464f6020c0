"""Whom one might follow, each with a true reason: friends of friends, then similar buyers, then who many follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.identity.models import User
from catalog.taxonomy.selectors import category_tree
from community.graph.models import Block, DismissedSuggestion, Follow, Mute, PersonSettings
from config.kernel.clock import now
from config.kernel.templatetags.hetang import short_number
from orders.checkout.models import OrderLine, OrderStatus

BRIDGES = 200  # of the people one follows, the newest so many are asked whom they follow
BASKET = 100
SAME_AT_LEAST = 2
BOUGHT_WITHIN = timedelta(days=180)
SHOWN = 24
SIMILAR_SHOWN = 6
NOT_BOUGHT = (OrderStatus.PENDING_PAYMENT, OrderStatus.CLOSED, OrderStatus.REFUNDING)


class Why(StrEnum):
    FRIENDS = "friends"
    PURCHASES = "purchases"
    POPULAR = "popular"


@dataclass(frozen=True)
class Suggestion:
    """Somebody, and why."""

    person: User
    why: Why
    count: int
    via: User | None = None

    @property
    def reason(self) -> str:
        if self.why == Why.FRIENDS:
            return self._by_friends()
        if self.why == Why.PURCHASES:
            words = ngettext("Bought %(n)s thing you bought", "Bought %(n)s things you bought", self.count)
            return words % {"n": self.count}
        words = ngettext("%(n)s follower", "%(n)s followers", self.count)
        return words % {"n": short_number(self.count)}

    @property
    def names_friend(self) -> bool:
        """A single friend in common is named."""
        return self.why == Why.FRIENDS and self.count == 1

    def _by_friends(self) -> str:
        if self.via is not None and self.names_friend:
            return _("%(name)s follows them") % {"name": self.via.display_name}
        words = ngettext("Followed by %(n)s person you follow", "Followed by %(n)s people you follow", self.count)
        return words % {"n": self.count}


def suggestions_for(user: Any, *, limit: int = SHOWN) -> list[Suggestion]:
    """People this person may want to follow. Never those already followed, kept away or dismissed, nor anybody who
    does not want to be suggested."""
    found: dict[int, tuple[Why, int, int | None]] = {}
    if user.is_authenticated:
        room = min(SIMILAR_SHOWN, limit // 4)
        _add(found, _friends_of_friends(user, limit - room), Why.FRIENDS)
        _add(found, _similar_buyers(user, room), Why.PURCHASES)
    if len(found) < limit:
        _add(found, _popular(user, limit), Why.POPULAR)
    return _with_people(dict(list(found.items())[:limit]))


def _add(found: dict[int, tuple[Why, int, int | None]], rows: Sequence[Mapping[str, Any]], why: Why) -> None:
    for row in rows:
        found.setdefault(row["who"], (why, row["count"], row.get("via")))


def _with_people(found: Mapping[int, tuple[Why, int, int | None]]) -> list[Suggestion]:
    """In one query, those named in reasons too."""
    pks = {*found, *(via for _why, _count, via in found.values() if via)}
    people = User.objects.select_related("avatar").in_bulk(pks)
    return [Suggestion(people[pk], why, count, people[via] if via else None) for pk, (why, count, via) in found.items()]


def _candidates(user: Any) -> QuerySet[User]:
    """Everybody who may be suggested to this person at all."""
    rows = User.objects.filter(is_active=True)
    rows = rows.exclude(Exists(PersonSettings.objects.filter(person=OuterRef("pk"), allow_suggest=False)))
    if not user.is_authenticated:
        return rows
    for away in (
        Follow.objects.filter(follower=user, followee=OuterRef("pk")),
        Block.objects.filter(blocker=user, blocked=OuterRef("pk")),
        Block.objects.filter(blocker=OuterRef("pk"), blocked=user),
        Mute.objects.filter(muter=user, muted=OuterRef("pk")),
        DismissedSuggestion.objects.filter(user=user, person=OuterRef("pk")),
    ):
        rows = rows.exclude(Exists(away))
    return rows.exclude(pk=user.pk)


def _friends_of_friends(user: Any, limit: int) -> Sequence[Mapping[str, Any]]:
    """By how many of those one follows, then by followers. Whoever hides their network is no bridge."""
    private = PersonSettings.objects.filter(person=OuterRef("followee"), hide_network=True)
    bridges = Follow.objects.filter(follower=user, followee__is_active=True).exclude(Exists(private))
    pks = list(bridges.order_by("-pk").values_list("followee", flat=True)[:BRIDGES])
    if not pks:
        return []
    rows = Follow.objects.filter(follower__in=pks, followee__in=_candidates(user)).values(who=F("followee"))
    counted = rows.annotate(count=Count("pk"), via=Min("follower"), liked=Min("followee__network__followers"))
    return list(counted.order_by("-count", F("liked").desc(nulls_last=True), "who")[:limit])


def _similar_buyers(user: Any, limit: int) -> Sequence[Mapping[str, Any]]:
    """Who bought at least two of the same things lately and lets others see it; nothing one doesn't talk about."""
    since = now() - BOUGHT_WITHIN
    bought = OrderLine.objects.filter(order__paid_at__gte=since).exclude(order__status__in=NOT_BOUGHT)
    bought = bought.exclude(variant__product__category__in=category_tree().sensitive())
    mine = bought.filter(order__buyer=user, variant__isnull=False).values_list("variant__product", flat=True)
    products = list(mine.order_by("-pk")[:BASKET])
    if not products:
        return []
    theirs = bought.filter(variant__product__in=products, order__buyer__person_settings__share_purchases=True)
    rows = theirs.filter(order__buyer__in=_candidates(user)).values(who=F("order__buyer"))
    counted = rows.annotate(count=Count("variant__product", distinct=True)).filter(Q(count__gte=SAME_AT_LEAST))
    return list(counted.order_by("-count", "who")[:limit])


def _popular(user: Any, limit: int) -> Sequence[Mapping[str, Any]]:
    rows = _candidates(user).filter(network__followers__gt=0).order_by("-network__followers", "pk")
    return list(rows.values(who=F("pk"), count=F("network__followers"))[:limit])
