"""The whole editor of a campaign: its form, its rows, and the draft they come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from catalog.products.models import Variant
from catalog.shops.models import Shop
from config.kernel.clock import now
from config.kernel.errors import DomainError
from config.kernel.money import BASIS_POINTS
from orders.promotions.drafts import CampaignDraft, ItemDraft, TierDraft
from orders.promotions.forms.campaigns import DATES, DAYS, FIXED, FORMS, PERCENT, CampaignForm, PlatformCouponForm
from orders.promotions.forms.parts import FlashItems, MemberItems, Tiers, kept
from orders.promotions.models import Bearer, Campaign, CountedBy, CouponTerms, Kind, Scope
from orders.promotions.selectors.checks import draft_of

MOST_VARIANTS = 2000
FIRST_ROWS = 1


def yuan(cents: int | None) -> str:
    if cents is None:
        return ""
    return f"{cents // 100}.{cents % 100:02d}" if cents % 100 else str(cents // 100)


def percent(basis_points: int | None) -> str:
    return f"{basis_points / 100:.2f}".rstrip("0").rstrip(".") if basis_points else ""


class CampaignEditor:
    """Forms of one campaign of one kind, new or known, empty or posted."""

    def __init__(self, *, shop: Shop | None, kind: str, campaign: Campaign | None = None, posted: Any = None) -> None:
        self.shop, self.kind, self.campaign = shop, kind, campaign
        self.known = draft_of(campaign) if campaign else None
        form_class = PlatformCouponForm if shop is None else FORMS[kind]
        self.form: CampaignForm = form_class(posted, initial=initial_of(self.known), shop=shop)
        self.variants: Mapping[str, Variant] = {}
        self.rows = self._rows(_with_added(posted, kind))

    def _rows(self, posted: Any) -> Any:
        if self.kind in {Kind.FLASH, Kind.MEMBER}:
            mine = Variant.objects.filter(shop=self.shop).select_related("product", "stock").order_by("sku")
            self.variants = {one.sku: one for one in mine[:MOST_VARIANTS]}
            formset = FlashItems if self.kind == Kind.FLASH else MemberItems
            return formset(
                posted, prefix="row", initial=_item_rows(self.known), form_kwargs=_kept_rows(variants=self.variants)
            )
        if self.kind == Kind.TIERS:
            gifts = self._gifts()
            return Tiers(posted, prefix="row", initial=_tier_rows(self.known), form_kwargs=_kept_rows(gifts=gifts))
        return None

    def _gifts(self) -> dict[str, CouponTerms]:
        rows = CouponTerms.objects.filter(campaign__shop=self.shop, campaign__state="running")
        return {one.campaign.key: one for one in rows.select_related("campaign").order_by("-pk")[:50]}

    def is_valid(self) -> bool:
        is_good = self.form.is_valid()
        is_good = (self.rows is None or self.rows.is_valid()) and is_good
        return is_good and self._steps_take_less_than_they_ask()

    def _steps_take_less_than_they_ask(self) -> bool:
        if self.kind != Kind.TIERS or self.form.cleaned_data["counted_by"] != CountedBy.AMOUNT:
            return True
        greedy = [
            row for row in kept(self.rows) if (row.cleaned_data["off_cents"] or 0) >= row.cleaned_data["threshold"]
        ]
        for row in greedy:
            row.add_error("off_cents", _("Less than what has to be spent, please."))
        return not greedy

    @property
    def draft(self) -> CampaignDraft:
        """What was written; ask only when valid."""
        more: dict[str, Any] = {}
        if isinstance(self.form, FORMS[Kind.COUPON]):
            more["coupon"] = self.form.coupon()  # type: ignore[attr-defined]  # it is that form
        elif self.kind == Kind.TIERS:
            more["tiers"] = self._tiers()
        else:
            more["items"] = self._items()
        return CampaignDraft(kind=self.kind, **self.form.fields_of_draft(), **more)

    def _items(self) -> Sequence[ItemDraft]:
        by_variant = {}
        for row in kept(self.rows):
            clean = row.cleaned_data
            by_variant[row.variant.pk] = ItemDraft(
                row.variant, clean["price_cents"], clean.get("quota"), clean.get("per_user")
            )
        return list(by_variant.values())

    def _tiers(self) -> Sequence[TierDraft]:
        counted_by = self.form.cleaned_data["counted_by"]
        unit = 1 if counted_by == CountedBy.AMOUNT else 100
        by_threshold = {}
        for row in kept(self.rows):
            clean = row.cleaned_data
            threshold = max(1, clean["threshold"] // unit)
            by_threshold[threshold] = TierDraft(
                threshold, counted_by, clean["off_cents"] or 0, clean["is_free_shipping"], row.gifts.get(clean["gift"])
            )
        return list(by_threshold.values())

    def refuse(self, refusal: DomainError) -> None:
        """Put what the service refused next to its field, or above the form."""
        self.form.add_error(refusal.field if refusal.field in self.form.fields else None, refusal.text)


def _kept_rows(**more: Any) -> dict[str, Any]:
    return {"empty_permitted": False} | more


def initial_of(draft: CampaignDraft | None) -> dict[str, Any]:
    """The draft as the form shows it; for a new one, from the next hour on for a week."""
    if draft is None:
        start = now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        return {
            "starts_at": start,
            "ends_at": start + timedelta(days=7),
            "valid_until": start + timedelta(days=14),
            "scope": Scope.ALL,
            "taken_by": "self",
            "off": FIXED,
            "validity": DATES,
            "counted_by": CountedBy.AMOUNT,
            "bearer": Bearer.PLATFORM,
        }
    targets = [str(pk) for pk in draft.target_pks]
    coupon = draft.coupon
    return {
        "name": draft.name,
        "starts_at": draft.starts_at,
        "ends_at": draft.ends_at,
        "budget_cents": yuan(draft.budget_cents),
        "slot_hours": list(draft.slot_hours),
        "scope": draft.scope,
        "categories": targets,
        "products": targets,
        "shops": targets,
        "counted_by": draft.tiers[0].counted_by if draft.tiers else CountedBy.AMOUNT,
        "bearer": draft.bearer,
        "platform_percent": percent(draft.platform_basis_points % BASIS_POINTS),
        "taken_by": coupon.taken_by,
        "off": PERCENT if coupon.off_basis_points else FIXED,
        "off_cents": yuan(coupon.off_cents),
        "percent": percent(coupon.off_basis_points),
        "cap_cents": yuan(coupon.cap_cents),
        "min_spend_cents": yuan(coupon.min_spend_cents or None),
        "total": coupon.total,
        "per_user": coupon.per_user,
        "validity": DAYS if coupon.valid_days else DATES,
        "valid_from": coupon.valid_from,
        "valid_until": coupon.valid_until,
        "valid_days": coupon.valid_days,
    }


def _item_rows(draft: CampaignDraft | None) -> list[dict[str, Any]]:
    if draft is None:
        return [{}] * FIRST_ROWS
    return [
        {
            "sku": one.variant.sku,
            "price_cents": yuan(one.price_cents),
            "quota": one.quota,
            "per_user": one.per_user,
        }
        for one in draft.items
    ]


def _tier_rows(draft: CampaignDraft | None) -> list[dict[str, Any]]:
    if draft is None:
        return [{}] * FIRST_ROWS
    return [
        {
            "threshold": yuan(one.threshold) if one.counted_by == CountedBy.AMOUNT else one.threshold,
            "off_cents": yuan(one.off_cents or None),
            "is_free_shipping": one.is_free_shipping,
            "gift": one.gift.campaign.key if one.gift else "",
        }
        for one in draft.tiers
    ]


def _with_added(posted: Any, kind: str) -> Any:
    """One more empty row when that button was pressed."""
    if posted is None or "add" not in posted or kind == Kind.COUPON:
        return posted
    more = posted.copy()
    count = str(more.get("row-TOTAL_FORMS", ""))
    more["row-TOTAL_FORMS"] = str(int(count) + 1 if count.isdecimal() and len(count) < 4 else 1)
    return more
