"""What a merchant does with campaigns: write, start, stop. A started one keeps its terms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from config.kernel.audit import record
from config.kernel.clock import now
from config.kernel.locks import locked_one
from config.kernel.templatetags.hetang import cents
from orders.groupbuy.errors import (
    CampaignClash,
    CampaignFrozen,
    EndsInPast,
    LadderNotRising,
    NoPrices,
    PriceNotLower,
)
from orders.groupbuy.models import CampaignStatus, GroupCampaign, GroupPrice, GroupStep

if TYPE_CHECKING:
    from catalog.products.models import Product


@dataclass(frozen=True)
class CampaignDraft:
    """A campaign as the merchant wrote it. Prices by the key of the variant; the ladder as (people, basis points)."""

    name: str
    starts_at: datetime
    ends_at: datetime
    prices: Mapping[str, int]
    size: int = 3
    hours: int = 24
    per_order_limit: int = 5
    per_user_limit: int | None = None
    allows_merging: bool = True
    ladder: Sequence[tuple[int, int]] = field(default_factory=tuple)


@transaction.atomic
def create_campaign(*, product: Product, draft: CampaignDraft) -> GroupCampaign:
    """A draft; nobody sees it before it is started."""
    campaign = GroupCampaign(shop_id=product.shop_id, product=product)
    _write(campaign, draft)
    return campaign


@transaction.atomic
def edit_campaign(*, campaign: GroupCampaign, draft: CampaignDraft) -> GroupCampaign:
    campaign = locked_one(GroupCampaign.objects.select_related("product"), campaign.pk)
    if campaign.status != CampaignStatus.DRAFT:
        raise CampaignFrozen
    _write(campaign, draft)
    return campaign


def _write(campaign: GroupCampaign, draft: CampaignDraft) -> None:
    ladder = _checked_ladder(draft)
    prices = _checked_prices(campaign.product, draft.prices)
    for name in (
        "name",
        "size",
        "hours",
        "per_order_limit",
        "per_user_limit",
        "allows_merging",
        "starts_at",
        "ends_at",
    ):
        setattr(campaign, name, getattr(draft, name))
    campaign.save()
    campaign.prices.all().delete()
    campaign.steps.all().delete()
    GroupPrice.objects.bulk_create(
        GroupPrice(campaign=campaign, variant_id=pk, price_cents=price) for pk, price in prices.items()
    )
    GroupStep.objects.bulk_create(
        GroupStep(campaign=campaign, people=people, basis_points=off) for people, off in ladder
    )


def _checked_ladder(draft: CampaignDraft) -> list[tuple[int, int]]:
    ladder = [(draft.size, 0), *draft.ladder]
    if any(next_[0] <= step[0] or next_[1] <= step[1] for step, next_ in pairwise(ladder)):
        raise LadderNotRising(field="ladder")
    return ladder[1:]


def _checked_prices(product: Product, wanted: Mapping[str, int]) -> dict[int, int]:
    variants = {variant.key: variant for variant in product.variants.filter(is_active=True)}
    prices = {}
    for key, price in wanted.items():
        if (variant := variants.get(key)) is None:
            continue
        if not 0 < price < variant.price_cents:
            raise PriceNotLower(field=f"price-{key}", alone=cents(variant.price_cents, product.shop.currency))
        prices[variant.pk] = price
    if not prices:
        raise NoPrices(field="prices")
    return prices


@transaction.atomic
def start_campaign(*, campaign: GroupCampaign, actor: Any = None) -> GroupCampaign:
    """From its first day on, teams may be started. One running campaign per product, says the database."""
    campaign = locked_one(GroupCampaign.objects.select_related("product"), campaign.pk)
    if campaign.status == CampaignStatus.LIVE:
        return campaign
    if campaign.status != CampaignStatus.DRAFT:
        raise CampaignFrozen
    if campaign.ends_at <= now():
        raise EndsInPast(field="ends_at")
    _checked_prices(campaign.product, dict(campaign.prices.values_list("variant__key", "price_cents")))
    run_out = GroupCampaign.objects.filter(product=campaign.product, status=CampaignStatus.LIVE, ends_at__lte=now())
    run_out.update(status=CampaignStatus.STOPPED)
    try:
        with transaction.atomic():
            campaign.status = CampaignStatus.LIVE
            campaign.save(update_fields=["status", "updated_at"])
    except IntegrityError as clash:
        raise CampaignClash from clash
    record(actor=actor, action="orders.group_campaign_started", target=campaign)
    return campaign


@transaction.atomic
def stop_campaign(*, campaign: GroupCampaign, actor: Any = None) -> GroupCampaign:
    """No new teams from now on. Those that are open go on until their own deadline."""
    campaign = locked_one(GroupCampaign.objects.all(), campaign.pk)
    if campaign.status != CampaignStatus.STOPPED:
        campaign.status = CampaignStatus.STOPPED
        campaign.save(update_fields=["status", "updated_at"])
        record(actor=actor, action="orders.group_campaign_stopped", target=campaign)
    return campaign


@transaction.atomic
def extend_campaign(*, campaign: GroupCampaign, ends_at: datetime) -> GroupCampaign:
    """Another last day: the one thing that may change while it runs, for it changes nobody's team."""
    campaign = locked_one(GroupCampaign.objects.all(), campaign.pk)
    if campaign.status == CampaignStatus.STOPPED:
        raise CampaignFrozen
    if ends_at <= now() or ends_at <= campaign.starts_at:
        raise EndsInPast(field="ends_at")
    campaign.ends_at = ends_at
    campaign.save(update_fields=["ends_at", "updated_at"])
    return campaign
