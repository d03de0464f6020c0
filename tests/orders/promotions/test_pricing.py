"""One pipeline: what every step takes off, in which order, split to the cent."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.kernel.clock import now
from orders.promotions.drafts import TierDraft
from orders.promotions.models import Campaign
from orders.promotions.pricing import Item, Priced, price
from orders.promotions.services import join_club, stop_campaign
from orders.promotions.till import shares_of
from tests.factories.accounts import UserFactory
from tests.factories.catalog import make_category, make_shop, make_variant
from tests.factories.promotions import give, make_coupons, make_flash, make_member_price, make_tiers

pytestmark = pytest.mark.django_db


def priced(buyer, *goods, coupons=None, fixed=None) -> Priced:
    items = [Item(variant.key, variant, quantity, fixed) for variant, quantity in goods]
    return price(buyer=buyer, items=items, coupons=coupons, at=now())


def kinds(result: Priced) -> list[tuple[str, int]]:
    return [(one.kind, one.cents) for one in result.discounts]


def to_pay(result: Priced) -> int:
    return sum(line.total_cents for line in result.items.values()) - sum(one.cents for one in result.discounts)


def test_without_promotions_everything_costs_what_it_says():
    leaf = make_variant(price_cents=1_234)
    result = priced(None, (leaf, 3))
    assert result.items[leaf.key].unit_price_cents == 1_234
    assert (kinds(result), result.free_shipping, result.taken) == ([], frozenset(), ())


def test_the_lowest_of_list_flash_and_member_price_counts():
    buyer, leaf = UserFactory(), make_variant(price_cents=1_000)
    make_member_price(leaf, 900)
    make_flash(leaf, 950)
    assert priced(buyer, (leaf, 1)).items[leaf.key].unit_price_cents == 950
    join_club(shop=leaf.shop, person=buyer)
    line = priced(buyer, (leaf, 1)).items[leaf.key]
    assert (line.unit_price_cents, line.list_price_cents) == (900, 1_000)
    assert line.rests_on.price_cents == 900


def test_a_price_above_the_list_price_never_counts():
    buyer, leaf = UserFactory(), make_variant(price_cents=1_000)
    make_flash(leaf, 1_200)
    assert priced(buyer, (leaf, 1)).items[leaf.key].unit_price_cents == 1_000


def test_a_deal_is_touched_by_nothing():
    buyer, leaf = UserFactory(), make_variant(price_cents=10_000)
    make_flash(leaf, 5_000)
    make_tiers(leaf.shop)
    give(make_coupons(leaf.shop), buyer)
    result = priced(buyer, (leaf, 2), fixed=8_000)
    assert (result.items[leaf.key].unit_price_cents, kinds(result), result.coupons) == (8_000, [], ())


def test_flash_price_is_for_the_pieces_one_person_may_have():
    buyer, leaf = UserFactory(), make_variant(price_cents=1_000)
    make_flash(leaf, 600, quota=5, per_user=2)
    assert priced(buyer, (leaf, 2)).items[leaf.key].unit_price_cents == 600
    line = priced(buyer, (leaf, 3)).items[leaf.key]
    assert line.unit_price_cents == 1_000
    assert "2" in line.note


def test_a_guest_is_told_to_sign_in_for_the_flash_price():
    leaf = make_variant(price_cents=1_000)
    make_flash(leaf, 600)
    line = priced(None, (leaf, 1)).items[leaf.key]
    assert line.unit_price_cents == 1_000
    assert "¥6.00" in line.note


def test_a_flash_sale_keeps_its_hours(time_machine):
    leaf, buyer = make_variant(price_cents=1_000), UserFactory()
    time_machine.move_to("2026-11-26T03:30:00Z")  # 11:30 in Shanghai
    make_flash(leaf, 600, slot_hours=[10, 20])
    assert priced(buyer, (leaf, 1)).items[leaf.key].unit_price_cents == 600
    time_machine.move_to("2026-11-26T04:00:00Z")  # noon: the slot is over
    assert priced(buyer, (leaf, 1)).items[leaf.key].unit_price_cents == 1_000
    time_machine.move_to("2026-11-26T12:00:00Z")  # 20:00
    assert priced(buyer, (leaf, 1)).items[leaf.key].unit_price_cents == 600


def test_the_highest_step_reached_counts_and_the_next_one_is_named():
    leaf = make_variant(price_cents=5_000)
    make_tiers(leaf.shop, TierDraft(9_000, off_cents=500), TierDraft(20_000, off_cents=3_000))
    result = priced(None, (leaf, 2))
    assert kinds(result) == [("tiers", 500)]
    (step,) = result.steps
    assert (step.reached.off_cents, step.coming.off_cents, step.missing) == (500, 3_000, 10_000)


def test_steps_by_pieces_and_free_shipping():
    leaf = make_variant(price_cents=5_000)
    make_tiers(leaf.shop, TierDraft(3, "pieces", is_free_shipping=True))
    assert priced(None, (leaf, 2)).free_shipping == frozenset()
    result = priced(None, (leaf, 3))
    assert (result.free_shipping, kinds(result)) == (frozenset({leaf.shop_id}), [])


def test_of_two_campaigns_of_a_shop_the_better_one_counts():
    leaf = make_variant(price_cents=20_000)
    make_tiers(leaf.shop, TierDraft(10_000, off_cents=1_000))
    make_tiers(leaf.shop, TierDraft(20_000, off_cents=2_500))
    assert kinds(priced(None, (leaf, 1))) == [("tiers", 2_500)]


def test_the_order_is_steps_then_shop_coupon_then_platform_coupon():
    buyer, leaf = UserFactory(), make_variant(price_cents=10_000)
    make_tiers(leaf.shop)  # −20.00 → 80.00
    give(make_coupons(leaf.shop, off_basis_points=1_000), buyer)  # −10 % of 80.00 → 72.00
    give(make_coupons(None, off_basis_points=500), buyer)  # −5 % of 72.00
    result = priced(buyer, (leaf, 1))
    assert kinds(result) == [("tiers", 2_000), ("coupon", 800), ("platform", 360)]
    assert result.discounts[2].platform_cents == 360
    assert to_pay(result) == 6_840


def test_the_minimum_is_measured_before_coupons_and_after_steps():
    buyer, leaf = UserFactory(), make_variant(price_cents=10_000)
    give(make_coupons(leaf.shop, off_cents=3_000), buyer)
    give(make_coupons(None, off_cents=1_000, min_spend_cents=10_000), buyer)
    assert kinds(priced(buyer, (leaf, 1))) == [("coupon", 3_000), ("platform", 1_000)]
    make_tiers(leaf.shop)
    result = priced(buyer, (leaf, 1))
    assert kinds(result) == [("tiers", 2_000), ("coupon", 3_000)]
    assert "¥20.00" in str(result.coupons_of(None)[0].why_not)


def test_the_best_coupon_is_chosen_and_another_or_none_can_be():
    buyer, leaf = UserFactory(), make_variant(price_cents=10_000)
    (small,) = give(make_coupons(leaf.shop, off_cents=500), buyer)
    give(make_coupons(leaf.shop, off_cents=900), buyer)
    assert kinds(priced(buyer, (leaf, 1))) == [("coupon", 900)]
    assert kinds(priced(buyer, (leaf, 1), coupons=(small.key,))) == [("coupon", 500)]
    assert kinds(priced(buyer, (leaf, 1), coupons=())) == []


def test_a_percentage_has_its_cap():
    buyer, leaf = UserFactory(), make_variant(price_cents=99_999)
    give(make_coupons(leaf.shop, off_basis_points=2_000, cap_cents=1_500), buyer)
    assert kinds(priced(buyer, (leaf, 1))) == [("coupon", 1_500)]


def test_a_coupon_never_goes_below_zero():
    buyer, leaf = UserFactory(), make_variant(price_cents=300)
    give(make_coupons(leaf.shop, off_cents=500), buyer)
    give(make_coupons(None, off_cents=500), buyer)
    result = priced(buyer, (leaf, 1))
    assert kinds(result) == [("coupon", 300)]
    assert to_pay(result) == 0


def test_scope_is_a_category_with_everything_below_it():
    root = make_category("茶")
    below = make_category("绿茶", parent=root)
    shop = make_shop()
    tea, cup = make_variant(shop, category=below, price_cents=4_000), make_variant(shop, price_cents=6_000)
    make_tiers(shop, TierDraft(5_000, off_cents=1_000), scope="category", target_pks=[root.pk])
    assert kinds(priced(None, (tea, 1), (cup, 1))) == []
    result = priced(None, (tea, 2), (cup, 1))
    assert kinds(result) == [("tiers", 1_000)]
    assert set(result.discounts[0].shares) == {tea.key}


def test_a_coupon_of_the_platform_is_split_over_shops_and_names_who_pays():
    buyer = UserFactory()
    leaf, cup = make_variant(make_shop(), price_cents=3_333), make_variant(make_shop(), price_cents=6_667)
    campaign = make_coupons(None, off_cents=1_001, bearer="shared", platform_basis_points=3_000)
    Campaign.objects.filter(pk=campaign.pk).update(scope="all")
    give(campaign, buyer)
    result = priced(buyer, (leaf, 1), (cup, 1))
    by_shop = {one.shop_pk: (one.cents, one.platform_cents) for one in result.discounts}
    assert by_shop == {leaf.shop_id: (334, 100), cup.shop_id: (667, 200)}


def test_shared_coupons_are_good_only_in_shops_that_agreed():
    from orders.promotions.services import answer_invitation

    buyer, owner = UserFactory(), UserFactory()
    leaf = make_variant(make_shop(), price_cents=5_000)
    campaign = make_coupons(None, bearer="shared", platform_basis_points=5_000, scope="shop", target_pks=[leaf.shop_id])
    give(campaign, buyer)
    assert kinds(priced(buyer, (leaf, 1))) == []
    answer_invitation(invitation=campaign.invited.get(), takes_part=True, actor=owner)
    assert kinds(priced(buyer, (leaf, 1))) == [("platform", 500)]
    answer_invitation(invitation=campaign.invited.get(), takes_part=False, actor=owner)
    assert kinds(priced(buyer, (leaf, 1))) == []


def test_an_empty_budget_gives_nothing():
    buyer, leaf = UserFactory(), make_variant(price_cents=10_000)
    give(make_coupons(leaf.shop, off_cents=900, budget_cents=800), buyer)
    make_flash(leaf, 5_000, budget_cents=4_999)
    result = priced(buyer, (leaf, 1))
    assert (kinds(result), result.items[leaf.key].unit_price_cents) == ([], 10_000)


def test_stopping_ends_prices_but_not_the_coupons_people_have():
    buyer, leaf = UserFactory(), make_variant(price_cents=10_000)
    flash, coupons = make_flash(leaf, 5_000), make_coupons(leaf.shop)
    give(coupons, buyer)
    for campaign in (flash, coupons):
        stop_campaign(campaign=campaign, actor=None)
    result = priced(buyer, (leaf, 1))
    assert (result.items[leaf.key].unit_price_cents, kinds(result)) == (10_000, [("coupon", 500)])


def test_coupons_end_by_the_minute(time_machine_later):
    buyer, leaf = UserFactory(), make_variant(price_cents=10_000)
    give(make_coupons(leaf.shop, valid_days=1), buyer)
    assert kinds(priced(buyer, (leaf, 1))) == [("coupon", 500)]
    time_machine_later(timedelta(days=1))
    assert kinds(priced(buyer, (leaf, 1))) == []


def test_coupons_of_others_and_unknown_ones_are_refused():
    buyer, other, leaf = UserFactory(), UserFactory(), make_variant()
    (theirs,) = give(make_coupons(leaf.shop), other)
    for key in (theirs.key, "NOSUCHCOUPON0000"):
        result = priced(buyer, (leaf, 1), coupons=(key,))
        assert [one.code for one in result.refusals] == ["coupon_unknown"]
        assert kinds(result) == []


def test_an_own_coupon_that_does_not_fit_is_refused_with_the_reason():
    buyer, leaf = UserFactory(), make_variant(price_cents=1_000)
    (mine,) = give(make_coupons(leaf.shop, min_spend_cents=5_000), buyer)
    (elsewhere,) = give(make_coupons(make_shop()), buyer)
    result = priced(buyer, (leaf, 1), coupons=(mine.key, elsewhere.key))
    assert sorted(one.code for one in result.refusals) == ["coupon_not_usable", "coupon_not_usable"]
    assert any("¥40.00" in one.text for one in result.refusals)


def test_two_coupons_of_one_shop_are_one_too_many():
    buyer, leaf = UserFactory(), make_variant(price_cents=10_000)
    first, second = give(make_coupons(leaf.shop), buyer) + give(make_coupons(leaf.shop), buyer)
    result = priced(buyer, (leaf, 1), coupons=(first.key, second.key))
    assert [one.code for one in result.refusals] == ["coupon_not_usable"]
    assert kinds(result) == [("coupon", 500)]


def test_two_people_see_the_same_price():
    """Nothing about the person but what the rules name: club, limits, coupons of their own."""
    leaf = make_variant(price_cents=10_000)
    make_flash(leaf, 7_000)
    make_tiers(leaf.shop)
    old, new = UserFactory(), UserFactory()
    give(make_coupons(leaf.shop), old)
    assert to_pay(priced(old, (leaf, 2), coupons=())) == to_pay(priced(new, (leaf, 2)))


weights_and_cents = st.lists(st.integers(0, 10_000_00), min_size=1, max_size=8).flatmap(
    lambda weights: st.tuples(st.just(weights), st.integers(0, sum(weights)), st.integers(0, 10_000))
)


@settings(max_examples=400, deadline=None)
@given(weights_and_cents)
def test_shares_sum_to_the_whole_and_never_exceed_a_line(case):
    weights, cents, basis_points = case
    lines = {str(place): weight for place, weight in enumerate(weights)}
    shares = shares_of(cents, lines, basis_points)
    assert sum(one.cents for one in shares.values()) == cents
    assert all(0 < one.cents <= lines[key] for key, one in shares.items())
    assert all(0 <= one.platform_cents <= one.cents for one in shares.values())
    whole, part = cents * basis_points, sum(one.platform_cents for one in shares.values())
    assert abs(part * 10_000 - whole) <= 5_000
