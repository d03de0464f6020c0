"""Teams of a group, what one can start a team of, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Min, Q, QuerySet, Sum

from catalog.products.models import ListingStatus
from community.groups.models import Group
from config.kernel.access import get_or_missing
from orders.groupbuy.models import GroupCampaign, GroupSeat, SeatStatus
from orders.groupbuy.selectors import TeamCard, cards, open_teams, with_goods, with_people
from orders.groupbuy.selectors.campaigns import running_campaigns

SHOWN = 20


def teams_open_in(group: Group, viewer: Any) -> list[TeamCard]:
    """Teams of a group one can still join, the nearest deadline first. Two queries."""
    rows = open_teams().filter(started_in__group=group)
    return cards(with_people(with_goods(rows)).order_by("expires_at", "pk")[:SHOWN], viewer=viewer)


def campaigns_to_start(text: str = "") -> QuerySet[GroupCampaign]:
    """What a team can be started of now; newest first by pk."""
    rows = running_campaigns().filter(product__status=ListingStatus.LISTED, shop__is_open=True)
    rows = rows.filter(prices__variant__is_active=True).annotate(lowest_cents=Min("prices__price_cents"))
    if words := text.replace("\x00", "").strip()[:40]:
        rows = rows.filter(Q(product__title__icontains=words) | Q(shop__name__icontains=words))
    return rows.select_related("product__cover", "shop")


def campaign_to_start(*, key: str) -> GroupCampaign:
    return get_or_missing(campaigns_to_start(), key=key)


@dataclass(frozen=True)
class Bought:
    """What was paid in teams of a group within a time: seats that were not given back."""

    seats: int = 0
    buyers: int = 0
    cents: int = 0


def bought_in(group_ids: Any, since: datetime, until: datetime) -> dict[int, Bought]:
    """By group, in one query; what the ladder gave back is taken off."""
    seats = GroupSeat.objects.filter(
        team__started_in__group__in=group_ids, status=SeatStatus.PAID, paid_at__gte=since, paid_at__lt=until
    )
    rows = (
        seats.order_by()
        .values_list("team__started_in__group")
        .annotate(
            n=Count("pk"),
            people=Count("buyer", distinct=True),
            cents=Sum(F("unit_price_cents") * F("quantity") - F("returned_cents")),
        )
    )
    return {pk: Bought(n, people, cents or 0) for pk, n, people, cents in rows}
