"""A campaign as somebody writes it down, before it is one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from catalog.products.models import Variant
from orders.promotions.models import Bearer, CountedBy, CouponTerms, Scope, TakenBy


@dataclass(frozen=True)
class CouponDraft:
    taken_by: str = TakenBy.SELF
    off_cents: int | None = None
    off_basis_points: int | None = None
    cap_cents: int | None = None
    min_spend_cents: int = 0
    total: int | None = None
    per_user: int = 1
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    valid_days: int | None = None


@dataclass(frozen=True)
class ItemDraft:
    variant: Variant
    price_cents: int
    quota: int | None = None
    per_user: int | None = None


@dataclass(frozen=True)
class TierDraft:
    threshold: int
    counted_by: str = CountedBy.AMOUNT
    off_cents: int = 0
    is_free_shipping: bool = False
    gift: CouponTerms | None = None


@dataclass(frozen=True)
class CampaignDraft:
    """Everything of a campaign but its state. Of the three last, only the one of its kind is looked at."""

    kind: str
    name: str
    starts_at: datetime
    ends_at: datetime
    scope: str = Scope.ALL
    target_pks: Sequence[int] = ()
    slot_hours: Sequence[int] = ()
    budget_cents: int | None = None
    bearer: str = Bearer.MERCHANT
    platform_basis_points: int = 0
    coupon: CouponDraft = field(default_factory=CouponDraft)
    items: Sequence[ItemDraft] = ()
    tiers: Sequence[TierDraft] = ()
