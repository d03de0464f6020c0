"""What a trade takes of promotions is taken with the order and comes back with it; counters are always the rows."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from config.kernel.clock import now
from orders.promotions.drafts import TierDraft
from orders.promotions.errors import PromotionOver
from orders.promotions.models import Campaign, CampaignItem, Coupon, CouponTerms, FlashShare, PromotionUse
from orders.promotions.pricing import Item, Priced, price
from orders.promotions.services import give_back, hold, spend
from tests.factories.accounts import UserFactory
from tests.factories.catalog import make_shop, make_variant
from tests.factories.promotions import give, make_coupons, make_flash, make_tiers

pytestmark = pytest.mark.django_db


def look(buyer, *goods) -> Priced:
    return price(buyer=buyer, items=[Item(one.key, one, count) for one, count in goods], coupons=None, at=now())


def standing() -> tuple:
    """Everything that counts."""
    return (
        list(Campaign.objects.order_by("pk").values_list("spent_cents", flat=True)),
        list(CampaignItem.objects.order_by("pk").values_list("sold_count", flat=True)),
        list(FlashShare.objects.order_by("pk").values_list("quantity", flat=True)),
        list(Coupon.objects.order_by("pk").values_list("state", "reference")),
        list(CouponTerms.objects.order_by("pk").values_list("taken_count", "used_count")),
    )


@pytest.fixture
def basket():
    """A flash item, a step with a gift, a coupon of the shop and one of the platform, all in one trade."""
    buyer, shop = UserFactory(), make_shop()
    leaf, cup = make_variant(shop, price_cents=10_000), make_variant(shop, price_cents=5_000)
    make_flash(leaf, 8_000, quota=3, per_user=2)
    gift = make_coupons(shop, taken_by="given", total=5)
    make_tiers(shop, TierDraft(10_000, off_cents=1_000, gift=gift.coupon))
    give(make_coupons(shop, off_cents=700), buyer)
    give(make_coupons(None, off_cents=300, budget_cents=1_000), buyer)
    return buyer, look(buyer, (leaf, 1), (cup, 1)), gift


def test_a_trade_holds_spends_and_gives_back_everything(basket):
    buyer, priced, gift = basket
    before = standing()
    hold(reference="T-1", buyer=buyer, priced=priced)
    assert sorted(PromotionUse.objects.values_list("cents", flat=True)) == [300, 700, 1_000, 2_000]
    assert list(Coupon.objects.order_by("pk").values_list("state", flat=True)) == ["held", "held", "promised"]
    assert spend(reference="T-1")
    gift.coupon.refresh_from_db()
    assert (gift.coupon.taken_count, Coupon.objects.get(terms=gift.coupon).state) == (1, "ready")
    assert CampaignItem.objects.get(quota=3).sold_count == 1
    give_back(reference="T-1")
    after = standing()
    assert (after[0], after[1], after[3], after[4]) == (before[0], before[1], before[3], before[4])
    assert after[2] == [0]
    give_back(reference="T-1")
    assert standing() == after


def test_what_went_back_is_taken_again_for_a_late_payment(basket):
    buyer, priced, _gift = basket
    hold(reference="T-1", buyer=buyer, priced=priced)
    held = standing()
    give_back(reference="T-1")
    assert spend(reference="T-1")
    assert standing()[0] == held[0]
    assert set(PromotionUse.objects.values_list("state", flat=True)) == {"spent"}


def test_a_late_payment_does_not_get_what_others_have(basket):
    buyer, priced, _gift = basket
    hold(reference="T-1", buyer=buyer, priced=priced)
    give_back(reference="T-1")
    CampaignItem.objects.filter(quota=3).update(sold_count=3)
    before = standing()
    assert not spend(reference="T-1")
    assert standing() == before


def test_a_coupon_is_used_once(basket):
    buyer, priced, _gift = basket
    hold(reference="T-1", buyer=buyer, priced=priced)
    before = standing()
    with pytest.raises(PromotionOver), transaction.atomic():
        hold(reference="T-2", buyer=buyer, priced=priced)
    assert standing() == before
    assert not PromotionUse.objects.filter(reference="T-2").exists()


def test_one_shop_of_a_trade_gives_back_its_part():
    buyer = UserFactory()
    leaf, cup = make_variant(make_shop(), price_cents=6_000), make_variant(make_shop(), price_cents=4_000)
    (shared,) = give(make_coupons(None, off_cents=1_000), buyer)
    (own,) = give(make_coupons(leaf.shop, off_cents=500), buyer)
    hold(reference="T-1", buyer=buyer, priced=look(buyer, (leaf, 1), (cup, 1)))
    spend(reference="T-1")
    give_back(reference="T-1", shop_pk=leaf.shop_id)
    own.refresh_from_db(), shared.refresh_from_db()
    assert (own.state, shared.state) == ("ready", "spent")
    assert shared.terms.campaign.uses.get(state="spent").shop_id == cup.shop_id
    give_back(reference="T-1", shop_pk=cup.shop_id)
    shared.refresh_from_db()
    assert (shared.state, CouponTerms.objects.get(pk=shared.terms_id).used_count) == ("ready", 0)


def test_a_gift_already_used_stays_used():
    buyer, leaf = UserFactory(), make_variant(price_cents=10_000)
    gift = make_coupons(leaf.shop, taken_by="given")
    make_tiers(leaf.shop, TierDraft(5_000, gift=gift.coupon))
    hold(reference="T-1", buyer=buyer, priced=look(buyer, (leaf, 1)))
    spend(reference="T-1")
    hold(reference="T-2", buyer=buyer, priced=look(buyer, (leaf, 1)))
    give_back(reference="T-1")
    assert Coupon.objects.get(terms=gift.coupon).reference == "T-2"


def test_the_database_refuses_what_a_service_forgot():
    leaf = make_variant()
    flash, coupons = make_flash(leaf, 100, quota=1), make_coupons(leaf.shop, total=1, budget_cents=500)
    for broken in (
        lambda: CampaignItem.objects.filter(campaign=flash).update(sold_count=2),
        lambda: Campaign.objects.filter(pk=coupons.pk).update(spent_cents=501),
        lambda: CouponTerms.objects.filter(pk=coupons.pk).update(taken_count=2),
        lambda: CouponTerms.objects.filter(pk=coupons.pk).update(used_count=1),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            broken()
