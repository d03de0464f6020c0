"""Campaigns of every kind for tests, written and started by the services. Running for a week unless said otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from catalog.products.models import Variant
from catalog.shops.models import Shop
from config.kernel.clock import now
from orders.promotions.drafts import CampaignDraft, CouponDraft, ItemDraft, TierDraft
from orders.promotions.models import Campaign, Coupon, Kind
from orders.promotions.services import start_campaign, take_coupon, write_campaign

WEEK = timedelta(days=7)
COUPON_FIELDS = frozenset(CouponDraft.__dataclass_fields__)


def make_campaign(shop: Shop | None, kind: str, *, is_started: bool = True, **fields: Any) -> Campaign:
    moment = now()
    defaults = {"name": f"{kind} campaign", "starts_at": moment - timedelta(hours=1), "ends_at": moment + WEEK}
    campaign = write_campaign(shop=shop, actor=None, draft=CampaignDraft(kind=kind, **(defaults | fields)))
    return start_campaign(campaign=campaign, actor=None) if is_started else campaign


def make_coupons(shop: Shop | None = None, **fields: Any) -> Campaign:
    """A coupon campaign: ¥5 off anything for whoever takes one. Fields of the coupon and of the campaign mix."""
    coupon = {name: fields.pop(name) for name in list(fields) if name in COUPON_FIELDS}
    if "off_basis_points" not in coupon:
        coupon.setdefault("off_cents", 500)
    if "valid_days" not in coupon:
        coupon.setdefault("valid_until", now() + WEEK)
    if shop is None:
        fields = {"bearer": "platform", "platform_basis_points": 10_000} | fields
    return make_campaign(shop, Kind.COUPON, coupon=CouponDraft(**coupon), **fields)


def make_flash(
    variant: Variant, price_cents: int, *, quota: int = 10, per_user: int | None = 1, **fields: Any
) -> Campaign:
    items = [ItemDraft(variant, price_cents, quota, per_user)]
    return make_campaign(variant.shop, Kind.FLASH, items=items, **fields)


def make_member_price(variant: Variant, price_cents: int, **fields: Any) -> Campaign:
    return make_campaign(variant.shop, Kind.MEMBER, items=[ItemDraft(variant, price_cents)], **fields)


def make_tiers(shop: Shop, *tiers: TierDraft, **fields: Any) -> Campaign:
    """Spend and save: ¥20 off from ¥100 unless other steps are given."""
    steps: Sequence[TierDraft] = tiers or (TierDraft(10_000, off_cents=2_000),)
    return make_campaign(shop, Kind.TIERS, tiers=steps, **fields)


def give(campaign: Campaign, *people: Any) -> list[Coupon]:
    """Everybody takes one."""
    return [take_coupon(terms=campaign.coupon, person=person) for person in people]
