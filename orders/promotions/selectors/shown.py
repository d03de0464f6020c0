"""What shops and the flash page show of promotions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, Q, QuerySet, Value

from accounts.organisations.models import MerchantStatus
from catalog.products.models import ListingStatus
from catalog.shops.models import Shop
from orders.promotions.models import Campaign, CampaignItem, CampaignState, ClubMember, Kind
from orders.promotions.selectors.live import as_seen_by, running
from orders.promotions.slots import Slot, slots_from

MOST_ITEMS = 400
AHEAD = timedelta(hours=36)


@dataclass(frozen=True)
class Club:
    """A shop's club as one person meets it: whether it gives prices right now, whether they are in it."""

    gives_prices: bool
    is_mine: bool

    @property
    def is_shown(self) -> bool:
        return self.gives_prices or self.is_mine


def club_of(shop: Shop, person: Any, *, at: datetime) -> Club:
    prices = Exists(Campaign.objects.filter(running(at), shop=shop, kind=Kind.MEMBER))
    known = person is not None and person.is_authenticated
    mine = Exists(ClubMember.objects.filter(shop=shop, user=person)) if known else Value(False)
    row = Shop.objects.filter(pk=shop.pk).annotate(gives=prices, mine=mine).values_list("gives", "mine").get()
    return Club(*row)


def flash_items(*, buyer: Any, at: datetime) -> QuerySet[Any]:
    """Everything in flash sales that are open, opened lately or open soon, of products one can buy."""
    moment = Q(campaign__starts_at__lte=at + AHEAD, campaign__ends_at__gt=at)
    rows = CampaignItem.objects.filter(
        moment,
        campaign__kind=Kind.FLASH,
        campaign__state=CampaignState.RUNNING,
        variant__is_active=True,
        variant__product__status=ListingStatus.LISTED,
        variant__shop__is_open=True,
        variant__shop__merchant__status=MerchantStatus.APPROVED,
    ).select_related("campaign", "variant__stock", "variant__product__cover", "variant__picture", "variant__shop")
    return as_seen_by(rows, buyer).order_by("campaign__starts_at", "pk")


@dataclass(frozen=True)
class FlashRow:
    """One item in one slot, as it stands: open or not yet, how many are left."""

    item: Any
    slot: Slot
    is_open: bool

    @property
    def left(self) -> int:
        """Pieces of the sale that are really there."""
        stock = getattr(self.item.variant, "stock", None)
        pieces: int = min(self.item.left, max(0, stock.available) if stock else 0)
        return pieces

    @property
    def gone(self) -> int:
        """Percent of the sale's pieces that are gone."""
        return 100 - (100 * self.item.left // self.item.quota if self.item.quota else 100)

    @property
    def is_used_up(self) -> bool:
        return self.left <= 0 or self.item.campaign.is_used_up

    @property
    def is_had(self) -> bool:
        """Whether this person has had all they may have."""
        return self.item.per_user is not None and self.item.taken >= self.item.per_user


@dataclass(frozen=True)
class FlashSlot:
    """A heading of the flash page: what is open now, or what opens at one instant."""

    key: str
    starts_at: datetime
    is_open: bool
    rows: Sequence[FlashRow]


def flash_slots(*, buyer: Any, at: datetime) -> list[FlashSlot]:
    """The flash page: first what is open, then what opens within a day and a half, by its beginning."""
    groups: dict[str, list[FlashRow]] = {}
    starts: dict[str, datetime] = {}
    for item in flash_items(buyer=buyer, at=at)[:MOST_ITEMS]:
        for slot in slots_from(item.campaign, at):
            if slot.starts_at > at + AHEAD:
                break
            key = "now" if slot.holds(at) else key_of(slot.starts_at)
            groups.setdefault(key, []).append(FlashRow(item, slot, slot.holds(at)))
            starts[key] = min(starts.get(key, slot.starts_at), slot.starts_at)
    ordered = sorted(groups, key=lambda key: (key != "now", starts[key]))
    return [FlashSlot(key, starts[key], key == "now", _in_order(groups[key])) for key in ordered]


def key_of(instant: datetime) -> str:
    """26-2000: the day and time of a slot's beginning in the site's zone."""
    return instant.astimezone(ZoneInfo(settings.TIME_ZONE)).strftime("%d-%H%M")


def _in_order(rows: Sequence[FlashRow]) -> list[FlashRow]:
    return sorted(rows, key=lambda row: (row.is_used_up, row.slot.ends_at, row.item.pk))
