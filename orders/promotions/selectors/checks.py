"""What a campaign would do, before it does: prices on real cards, and what its owner should think about first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.products.models import ListingStatus, Product, Variant
from catalog.search.selectors import as_cards
from catalog.shops.models import Shop
from catalog.taxonomy.selectors import category_tree
from config.kernel.language import in_language
from config.kernel.templatetags.hetang import cents
from orders.promotions.drafts import CampaignDraft, CouponDraft, ItemDraft, TierDraft
from orders.promotions.models import (
    Bearer,
    Campaign,
    CampaignItem,
    CampaignState,
    CountedBy,
    CouponTerms,
    Kind,
    Scope,
    Tier,
)
from orders.promotions.selectors.live import category_pks

MOST_PREVIEWS = 4
MOST_NAMES = 6
MOST_WARNINGS = 8
LITTLE = 2  # below half of its list price something may have been overlooked


def draft_of(campaign: Campaign) -> CampaignDraft:
    """A campaign as it is written down."""
    coupon = CouponDraft()
    if campaign.kind == Kind.COUPON:
        coupon = CouponDraft(**{name: getattr(campaign.coupon, name) for name in CouponDraft.__dataclass_fields__})
    items = campaign.items.select_related("variant__product", "variant__stock") if campaign.pk else []
    tiers = campaign.tiers.select_related("gift__campaign") if campaign.pk else []
    return CampaignDraft(
        kind=campaign.kind,
        name=campaign.name,
        starts_at=campaign.starts_at,
        ends_at=campaign.ends_at,
        scope=campaign.scope,
        target_pks=_asked(campaign),
        slot_hours=campaign.slot_hours,
        budget_cents=campaign.budget_cents,
        bearer=campaign.bearer,
        platform_basis_points=campaign.platform_basis_points,
        coupon=coupon,
        items=[ItemDraft(one.variant, one.price_cents, one.quota, one.per_user) for one in items],
        tiers=[
            TierDraft(one.threshold, one.counted_by, one.off_cents, one.is_free_shipping, one.gift) for one in tiers
        ],
    )


def _asked(campaign: Campaign) -> list[int]:
    """What it is for; where shops pay a part, everybody who was asked."""
    if campaign.shop_id is None and campaign.bearer != Bearer.PLATFORM:
        return list(campaign.invited.order_by("shop").values_list("shop", flat=True))
    return campaign.target_pks


def variants_about(shop: Shop, draft: CampaignDraft) -> QuerySet[Variant]:
    """What is on sale and concerned, cheapest first."""
    rows = Variant.objects.filter(shop=shop, is_active=True, product__status=ListingStatus.LISTED)
    if draft.scope == Scope.PRODUCT:
        rows = rows.filter(product__in=list(draft.target_pks))
    elif draft.scope == Scope.CATEGORY:
        rows = rows.filter(product__category__in=category_pks(Campaign(target_pks=list(draft.target_pks))))
    return rows.select_related("product__shop", "stock").order_by("price_cents", "pk")


def targets_in_words(campaign: Campaign) -> str:
    """Everything, or the first names of what a campaign is for."""
    if campaign.scope == Scope.ALL:
        return str(Scope.ALL.label)
    pks = campaign.target_pks
    if campaign.scope == Scope.CATEGORY:
        names = [one.label for one in category_tree().categories if one.pk in pks]
    elif campaign.scope == Scope.PRODUCT:
        names = list(Product.objects.filter(pk__in=pks).order_by("title").values_list("title", flat=True))
    else:
        names = list(Shop.objects.filter(pk__in=pks).order_by("name").values_list("name", flat=True))
    more = f" +{len(names) - MOST_NAMES}" if len(names) > MOST_NAMES else ""
    return (in_language("、", ", ").join(names[:MOST_NAMES]) or "–") + more


# ---- preview ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Preview:
    """A real card at the price the campaign makes, with a sentence under it."""

    product: Product
    cents: int
    list_cents: int
    words: str = ""


def previews(shop: Shop, draft: CampaignDraft) -> list[Preview]:
    """A few products of the shop as buyers would see or pay them."""
    if draft.kind in {Kind.FLASH, Kind.MEMBER}:
        prices = {one.variant.product_id: one for one in reversed(draft.items)}
        label = _("Flash sale") if draft.kind == Kind.FLASH else _("Member price")
        return [
            Preview(product, prices[product.pk].price_cents, prices[product.pk].variant.price_cents, label)
            for product in _cards(list(prices))
        ]
    firsts = {one.product_id: one for one in reversed(variants_about(shop, draft)[:200])}
    return [_reduced(product, firsts[product.pk], draft) for product in _cards(list(firsts))]


def _cards(pks: Sequence[int]) -> list[Product]:
    return list(as_cards(Product.objects.filter(pk__in=pks)).order_by("-sold_count", "pk")[:MOST_PREVIEWS])


def _reduced(product: Product, variant: Variant, draft: CampaignDraft) -> Preview:
    """One piece with the coupon, or as many pieces as the first step asks for."""
    usual = variant.price_cents
    if draft.kind == Kind.COUPON:
        least = draft.coupon.min_spend_cents
        pieces = max(1, -(-least // usual)) if usual else 1
        paid = usual * pieces - terms_of(draft.coupon).worth(usual * pieces)
        return _for_pieces(product, paid, usual, pieces)
    tier = min(draft.tiers, key=lambda one: one.threshold, default=None)
    if tier is None:
        return Preview(product, usual, usual)
    pieces = tier.threshold if tier.counted_by == CountedBy.PIECES else max(1, -(-tier.threshold // max(1, usual)))
    return _for_pieces(product, max(0, usual * pieces - tier.off_cents), usual, pieces)


def _for_pieces(product: Product, paid: int, usual: int, pieces: int) -> Preview:
    if pieces == 1:
        return Preview(product, paid, usual)
    text = ngettext("%(count)d piece for %(sum)s", "%(count)d pieces for %(sum)s", pieces)
    words = text % {"count": pieces, "sum": cents(paid, product.shop.currency)}
    return Preview(product, paid // pieces, usual, words)


def terms_of(draft: CouponDraft) -> CouponTerms:
    """Terms that are not written yet, to ask what they are worth."""
    return CouponTerms(**vars(draft))


# ---- warnings -----------------------------------------------------------------------------------------------------


def warnings(shop: Shop | None, draft: CampaignDraft, *, campaign: Campaign | None, at: datetime) -> list[str]:
    """What may not be meant so. Nothing here keeps a campaign from starting."""
    others = Campaign.objects.filter(state=CampaignState.RUNNING, ends_at__gt=at)
    if campaign is not None:
        others = others.exclude(pk=campaign.pk)
    found: list[str] = []
    checks: Sequence[Callable[[Shop, CampaignDraft, QuerySet[Campaign]], Iterable[str]]] = (
        _useless_prices,
        _overlapping,
        _more_than_stock,
        _worth_more_than_an_item,
        _stacked_too_low,
    )
    if shop is not None:
        for check in checks:
            found += check(shop, draft, others)
    return [*found, *_odd_steps(draft), *_small_budget(draft)][:MOST_WARNINGS]


def _useless_prices(_shop: Shop, draft: CampaignDraft, _others: QuerySet[Campaign]) -> Iterable[str]:
    for one in draft.items:
        if one.price_cents >= one.variant.price_cents:
            yield _("“%(title)s” isn't cheaper than its list price, so nothing changes for it.") % {
                "title": one.variant.full_title
            }


def _overlapping(_shop: Shop, draft: CampaignDraft, others: QuerySet[Campaign]) -> Iterable[str]:
    """The same variant in two flash sales at one time: the lower price wins, and both quotas count alone."""
    if draft.kind != Kind.FLASH or not draft.items:
        return
    rows = CampaignItem.objects.filter(
        campaign__in=others.filter(kind=Kind.FLASH, starts_at__lt=draft.ends_at, ends_at__gt=draft.starts_at),
        variant__in=[one.variant.pk for one in draft.items],
    ).select_related("campaign", "variant__product")
    for row in rows:
        if _share_hours(row.campaign.slot_hours, draft.slot_hours):
            yield _("“%(title)s” is in “%(campaign)s” at the same time; the lower price counts.") % {
                "title": row.variant.full_title,
                "campaign": row.campaign.name,
            }


def _share_hours(ones: Sequence[int], others: Sequence[int]) -> bool:
    return not ones or not others or bool(set(ones) & set(others))


def _more_than_stock(_shop: Shop, draft: CampaignDraft, _others: QuerySet[Campaign]) -> Iterable[str]:
    if draft.kind != Kind.FLASH:
        return
    for one in draft.items:
        stock = getattr(one.variant, "stock", None)
        left = stock.available if stock else 0
        if one.quota is not None and one.quota > left:
            yield _("“%(title)s”: %(quota)s pieces in the sale, but only %(left)s in stock.") % {
                "title": one.variant.full_title,
                "quota": one.quota,
                "left": left,
            }


def _worth_more_than_an_item(shop: Shop, draft: CampaignDraft, _others: QuerySet[Campaign]) -> Iterable[str]:
    if draft.kind != Kind.COUPON or draft.coupon.off_cents is None:
        return
    least = max(1, draft.coupon.min_spend_cents)
    free = variants_about(shop, draft).filter(price_cents__gte=least, price_cents__lte=draft.coupon.off_cents).first()
    if free is not None:
        yield _("The coupon is worth more than “%(title)s” (%(price)s): it would be free.") % {
            "title": free.full_title,
            "price": cents(free.price_cents, shop.currency),
        }


def _stacked_too_low(shop: Shop, draft: CampaignDraft, others: QuerySet[Campaign]) -> Iterable[str]:
    """Everything that may come together on one piece: special price, then a step, then a coupon."""
    mine = others.filter(shop=shop, starts_at__lt=draft.ends_at, ends_at__gt=draft.starts_at)
    specials = _lowest_specials(draft, mine)
    tiers: list[TierDraft | Tier] = [*draft.tiers, *Tier.objects.filter(campaign__in=mine, counted_by=CountedBy.AMOUNT)]
    coupons = [one.coupon for one in mine.filter(kind=Kind.COUPON).select_related("coupon")]
    if draft.kind == Kind.COUPON:
        coupons.append(terms_of(draft.coupon))
    about = list(variants_about(shop, draft)[:200])
    if draft.items:
        about = [one.variant for one in draft.items]
    for variant in about:
        lowest = _lowest(specials.get(variant.pk, variant.price_cents), tiers, coupons)
        if 0 <= lowest * LITTLE < variant.price_cents:
            yield _("With all offers together, “%(title)s” could cost %(low)s instead of %(usual)s.") % {
                "title": variant.full_title,
                "low": cents(lowest, shop.currency),
                "usual": cents(variant.price_cents, shop.currency),
            }
            return


def _lowest_specials(draft: CampaignDraft, others: QuerySet[Campaign]) -> dict[int, int]:
    lowest = {one.variant.pk: one.price_cents for one in draft.items}
    rows = CampaignItem.objects.filter(Q(campaign__in=others.filter(kind__in=[Kind.FLASH, Kind.MEMBER])))
    for pk, price in rows.values_list("variant", "price_cents"):
        lowest[pk] = min(lowest.get(pk, price), price)
    return lowest


def _lowest(price: int, tiers: Iterable[TierDraft | Tier], coupons: Iterable[CouponTerms]) -> int:
    steps = [one.off_cents for one in tiers if one.counted_by == CountedBy.AMOUNT and one.threshold <= price]
    price = max(0, price - max(steps, default=0))
    worths = [one.worth(price) for one in coupons if one.min_spend_cents <= price]
    return price - max(worths, default=0)


def _odd_steps(draft: CampaignDraft) -> Iterable[str]:
    steps = sorted(draft.tiers, key=lambda one: one.threshold)
    for lower, higher in pairwise(steps):
        if higher.off_cents < lower.off_cents:
            yield _("A higher step takes off less than the one before it; the highest one reached counts.")
            return


def _small_budget(draft: CampaignDraft) -> Iterable[str]:
    if draft.budget_cents is None:
        return
    largest = max([draft.coupon.off_cents or draft.coupon.cap_cents or 0, *(one.off_cents for one in draft.tiers)])
    if draft.kind in {Kind.COUPON, Kind.TIERS} and largest > draft.budget_cents:
        yield _("The budget doesn't cover a single use.")
    elif draft.kind == Kind.COUPON and draft.coupon.total and largest * draft.coupon.total > draft.budget_cents:
        count = draft.budget_cents // largest
        text = ngettext("The budget covers %(count)d coupon only.", "The budget covers %(count)d coupons only.", count)
        yield text % {"count": count}
