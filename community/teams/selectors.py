"""Teams of a group, and what one can start a team of."""

from __future__ import annotations

from typing import Any

from django.db.models import Min, Q, QuerySet

from catalog.products.models import ListingStatus
from community.groups.models import Group
from config.kernel.access import get_or_missing
from orders.groupbuy.models import GroupCampaign
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
