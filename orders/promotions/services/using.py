"""What a trade takes of promotions, and gives back when it comes to nothing.

Everything is a conditional UPDATE whose row count is looked at, with a CHECK behind it, and always in one order: flash
items, shares, coupons' terms, coupons, campaigns (each by pk). So the counters move with the order, never after it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from config.kernel.clock import now
from config.kernel.errors import DomainError
from config.kernel.events import publish
from config.kernel.locks import locked
from orders.promotions.errors import PromotionOver
from orders.promotions.events import CouponTaken
from orders.promotions.models import (
    Campaign,
    CampaignItem,
    Coupon,
    CouponState,
    CouponTerms,
    FlashShare,
    PromotionUse,
    UseState,
)
from orders.promotions.pricing import Priced, Taken
from orders.promotions.services.coupons import put_in_pocket

GIFT = "gift"
ACTIVE = (UseState.HELD, UseState.SPENT)


@transaction.atomic
def hold(*, reference: str, buyer: Any, priced: Priced) -> None:
    """Take what the prices rest on, for the trade of this number. All of it, or PromotionOver."""
    if not priced.taken:
        return
    uses = [_use(reference, buyer, one) for one in priced.taken]
    _take(reference, uses)
    PromotionUse.objects.bulk_create(uses)


def _use(reference: str, buyer: Any, taken: Taken) -> PromotionUse:
    return PromotionUse(
        reference=reference,
        campaign=taken.campaign,
        shop_id=taken.shop_pk,
        buyer=buyer,
        coupon=taken.coupon,
        item=taken.item,
        gift=taken.gift,
        quantity=taken.quantity,
        gross_cents=taken.gross_cents,
        cents=taken.cents,
        platform_cents=taken.platform_cents,
    )


def _take(reference: str, uses: Sequence[PromotionUse]) -> None:
    for use in sorted((one for one in uses if one.item_id), key=lambda one: one.item_id or 0):
        _take_pieces(use)
    _hold_terms(uses)
    for use in sorted(_first_by_coupon(uses), key=lambda one: one.coupon_id or 0):
        _take_coupon(reference, use)
    _promise_gifts(reference, uses)
    for campaign, cents in _cents_by_campaign(uses):
        within = Q(budget_cents=None) | Q(budget_cents__gte=F("spent_cents") + cents)
        if not Campaign.objects.filter(within, pk=campaign.pk).update(spent_cents=F("spent_cents") + cents):
            raise PromotionOver(campaign=campaign.name)


def _take_pieces(use: PromotionUse) -> None:
    """Pieces of a flash item, within its quota and the person's limit. (The club's prices have neither.)"""
    item = use.item
    if item is None or item.quota is None:
        return
    enough = Q(quota__gte=F("sold_count") + use.quantity)
    if not CampaignItem.objects.filter(enough, pk=item.pk).update(sold_count=F("sold_count") + use.quantity):
        raise PromotionOver(campaign=use.campaign.name)
    most = item.per_user if item.per_user is not None else item.quota
    FlashShare.objects.bulk_create([FlashShare(item=item, buyer=use.buyer, most=most)], ignore_conflicts=True)
    share = FlashShare.objects.filter(item=item, buyer=use.buyer, quantity__lte=most - use.quantity)
    if not share.update(quantity=F("quantity") + use.quantity, most=most):
        raise PromotionOver(campaign=use.campaign.name)


def _hold_terms(uses: Iterable[PromotionUse]) -> None:
    """Lock the coupon campaigns concerned, used or promised, in pk order: nobody waits in a circle."""
    pks = {one.campaign_id for one in uses if one.coupon_id} | {one.gift_id for one in uses if one.gift_id}
    locked(CouponTerms.objects.all(), pks)


def _first_by_coupon(uses: Iterable[PromotionUse]) -> list[PromotionUse]:
    """One use for each coupon: a coupon of the platform stands in several shops' orders."""
    return list({one.coupon_id: one for one in uses if one.coupon_id}.values())


def _take_coupon(reference: str, use: PromotionUse) -> None:
    moment = now()
    mine = Coupon.objects.filter(pk=use.coupon_id or 0, owner=use.buyer, state=CouponState.READY)
    good = mine.filter(valid_from__lte=moment, valid_until__gt=moment)
    if not good.update(state=CouponState.HELD, reference=reference, updated_at=moment):
        raise PromotionOver(campaign=use.campaign.name)
    CouponTerms.objects.filter(pk=use.campaign_id).update(used_count=F("used_count") + 1)


def _promise_gifts(reference: str, uses: Iterable[PromotionUse]) -> None:
    for use in uses:
        if use.gift is None:
            continue
        try:
            put_in_pocket(terms=use.gift, owner=use.buyer, source=GIFT, earned_by=reference)
        except DomainError as gone:
            raise PromotionOver(campaign=use.campaign.name) from gone


def _cents_by_campaign(uses: Iterable[PromotionUse]) -> list[tuple[Campaign, int]]:
    sums: Counter[int] = Counter()
    by_pk = {}
    for use in uses:
        sums[use.campaign_id] += use.cents
        by_pk[use.campaign_id] = use.campaign
    return [(by_pk[pk], sums[pk]) for pk in sorted(sums) if sums[pk]]


@transaction.atomic
def spend(*, reference: str) -> bool:
    """The trade is paid: what it holds is used up. What went back meanwhile is taken again; False if that is gone."""
    uses = _uses(reference)
    lost = [one for one in uses if one.state == UseState.RETURNED]
    if lost:
        try:
            with transaction.atomic():
                _take(reference, lost)
        except PromotionOver:
            return False
    PromotionUse.objects.filter(pk__in=[one.pk for one in uses]).update(state=UseState.SPENT)
    moment = now()
    Coupon.objects.filter(reference=reference, state=CouponState.HELD).update(
        state=CouponState.SPENT, used_at=moment, updated_at=moment
    )
    _hand_over_gifts(reference)
    return True


def _hand_over_gifts(reference: str) -> None:
    promised = Coupon.objects.filter(earned_by=reference, state=CouponState.PROMISED).select_related("terms")
    for coupon in promised.order_by("pk"):
        coupon.valid_from, coupon.valid_until = coupon.terms.validity(now())
        coupon.state = CouponState.READY
        coupon.save(update_fields=["valid_from", "valid_until", "state", "updated_at"])
        publish(CouponTaken(coupon_id=coupon.pk, source=GIFT))


def _uses(reference: str, shop_pk: int | None = None) -> list[PromotionUse]:
    """The trade's uses, locked: two ends of one trade don't give back twice."""
    rows = PromotionUse.objects.filter(reference=reference).select_for_update(of=("self",))
    if shop_pk is not None:
        rows = rows.filter(shop=shop_pk)
    return list(rows.select_related("campaign", "item", "coupon", "gift", "buyer").order_by("pk"))


@transaction.atomic
def give_back(*, reference: str, shop_pk: int | None = None) -> None:
    """What the trade (or only one shop's order of it) took goes back. Safe to repeat.

    A coupon is ready again once no order of the trade rests on it; a coupon earned by paying goes unless it was used.
    """
    uses = [one for one in _uses(reference, shop_pk) if one.state in ACTIVE]
    if not uses:
        return
    PromotionUse.objects.filter(pk__in=[one.pk for one in uses]).update(state=UseState.RETURNED)
    for use in sorted((one for one in uses if one.item_id), key=lambda one: one.item_id or 0):
        _return_pieces(use)
    _hold_terms(uses)
    for use in sorted(_first_by_coupon(uses), key=lambda one: one.coupon_id or 0):
        _return_coupon(reference, use)
    for gift in (one.gift for one in uses if one.gift is not None):
        _take_gift_away(reference, gift)
    for campaign, cents in _cents_by_campaign(uses):
        Campaign.objects.filter(pk=campaign.pk).update(spent_cents=F("spent_cents") - cents)


def _return_pieces(use: PromotionUse) -> None:
    if use.item is None or use.item.quota is None:
        return
    CampaignItem.objects.filter(pk=use.item.pk).update(sold_count=F("sold_count") - use.quantity)
    FlashShare.objects.filter(item=use.item_id, buyer=use.buyer_id).update(quantity=F("quantity") - use.quantity)


def _return_coupon(reference: str, use: PromotionUse) -> None:
    if PromotionUse.objects.filter(reference=reference, coupon=use.coupon_id, state__in=ACTIVE).exists():
        return
    used = Coupon.objects.filter(
        pk=use.coupon_id or 0, reference=reference, state__in=[CouponState.HELD, CouponState.SPENT]
    )
    if used.update(state=CouponState.READY, reference="", used_at=None, updated_at=now()):
        CouponTerms.objects.filter(pk=use.campaign_id).update(used_count=F("used_count") - 1)


def _take_gift_away(reference: str, gift: CouponTerms) -> None:
    unused = Coupon.objects.filter(earned_by=reference, terms=gift, state__in=[CouponState.PROMISED, CouponState.READY])
    gone, _details = unused.delete()
    if gone:
        CouponTerms.objects.filter(pk=gift.pk).update(taken_count=F("taken_count") - gone)
