"""Promotions from the product page to the paid order, and back: shown line by line, held with the order."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from config.kernel.clock import now
from orders.checkout.deals import Choice
from orders.checkout.errors import CheckoutChanged
from orders.checkout.models import Order, OrderStatus, Trade
from orders.checkout.selectors import draft
from orders.checkout.services import Agreed, place_trade
from orders.payments.services import cancel_order, close_if_unpaid
from orders.promotions.drafts import TierDraft
from orders.promotions.errors import CouponNotUsable, CouponUnknown
from orders.promotions.models import Coupon, CouponTerms
from orders.promotions.services import stop_campaign
from tests.factories.accounts import AddressFactory, UserFactory
from tests.factories.catalog import make_shop, make_variant
from tests.factories.orders import DELIVERY, fill_cart, freight, make_trade, pay, shopper_for
from tests.factories.promotions import give, make_coupons, make_flash, make_member_price, make_tiers
from tests.invariants import assert_all_is_well

pytestmark = pytest.mark.django_db


def place(shopper, *, agreed=None, coupons=None) -> Trade:
    return place_trade(
        shopper=shopper, delivery=DELIVERY, agreed=agreed or Agreed(), notes={}, choice=Choice(coupons=coupons)
    )


def test_an_order_knows_each_reason_why_it_costs_less():
    buyer, shop = UserFactory(), make_shop()
    leaf, cup = make_variant(shop, price_cents=10_000), make_variant(shop, price_cents=5_000)
    make_flash(leaf, 8_000)
    make_tiers(shop, TierDraft(10_000, off_cents=1_000))
    give(make_coupons(shop, off_cents=700), buyer)
    give(make_coupons(None, off_cents=300), buyer)
    order = make_trade(buyer, {leaf: 1, cup: 1}).orders.get()
    assert (order.items_cents, order.discount_cents, order.platform_discount_cents) == (13_000, 2_000, 300)
    assert order.total_cents == 11_000
    reasons = list(order.discounts.values_list("kind", "cents", "platform_cents"))
    assert reasons == [("tiers", 1_000, 0), ("coupon", 700, 0), ("platform", 300, 300)]
    lines = order.lines.order_by("unit_price_cents")
    assert [(one.list_price_cents, one.unit_price_cents) for one in lines] == [(5_000, 5_000), (10_000, 8_000)]
    assert sum(one.discount_cents for one in lines) == 2_000
    pay(order.trade)
    assert set(Coupon.objects.values_list("state", flat=True)) == {"spent"}
    assert_all_is_well()


@pytest.mark.parametrize("way", ["unpaid", "cancelled", "refunded"])
def test_a_coupon_comes_back_when_the_order_comes_to_nothing(way):
    """litemall#163: lost when an order was cancelled."""
    buyer, leaf = UserFactory(), make_variant(price_cents=10_000)
    (coupon,) = give(make_coupons(leaf.shop), buyer)
    order = make_trade(buyer, {leaf: 1}).orders.get()
    coupon.refresh_from_db()
    assert (coupon.state, coupon.reference) == ("held", order.trade.number)
    if way == "unpaid":
        close_if_unpaid(trade=order.trade, reason="unpaid")
    else:
        if way == "refunded":
            pay(order.trade)
            order.refresh_from_db()
        cancel_order(order=order, actor=buyer)
    coupon.refresh_from_db()
    assert (coupon.state, coupon.reference, CouponTerms.objects.get().used_count) == ("ready", "", 0)
    again = make_trade(buyer, {leaf: 1}).orders.get()
    assert again.discount_cents == 500


def test_one_order_of_two_cancelled_keeps_the_coupon_both_share():
    buyer = UserFactory()
    leaf, cup = make_variant(make_shop(), price_cents=6_000), make_variant(make_shop(), price_cents=4_000)
    (coupon,) = give(make_coupons(None, off_cents=1_000), buyer)
    trade = pay(make_trade(buyer, {leaf: 1, cup: 1}))
    first, second = trade.orders.order_by("pk")
    cancel_order(order=first, actor=buyer)
    coupon.refresh_from_db()
    assert coupon.state == "spent"
    cancel_order(order=second, actor=buyer)
    coupon.refresh_from_db()
    assert coupon.state == "ready"


def test_a_flash_price_that_ends_is_never_charged_silently(time_machine_later):
    buyer, leaf = UserFactory(), make_variant(price_cents=10_000)
    make_flash(leaf, 6_000, ends_at=now() + timedelta(minutes=10))
    shopper = shopper_for(buyer)
    fill_cart(shopper, {leaf: 1})
    seen = draft(shopper, region_code=DELIVERY.region_code).seen
    time_machine_later(timedelta(minutes=11))
    for agreed in (Agreed(), Agreed(seen=seen), Agreed(total_cents=6_000)):
        with pytest.raises(CheckoutChanged):
            place(shopper, agreed=agreed)
    assert not Order.objects.exists()


def test_a_coupon_that_ends_asks_again(time_machine_later):
    buyer, leaf = UserFactory(), make_variant(price_cents=10_000)
    give(make_coupons(leaf.shop, valid_days=1), buyer)
    shopper = shopper_for(buyer)
    fill_cart(shopper, {leaf: 1})
    now_ = draft(shopper, region_code=DELIVERY.region_code)
    assert now_.total_cents == 9_500
    time_machine_later(timedelta(days=2))
    with pytest.raises(CheckoutChanged):
        place(shopper, agreed=Agreed(seen=now_.seen))
    assert not Order.objects.exists()


def test_foreign_used_and_unfit_coupons_place_nothing():
    buyer, other, leaf = UserFactory(), UserFactory(), make_variant(price_cents=10_000)
    (theirs,) = give(make_coupons(leaf.shop), other)
    (unfit,) = give(make_coupons(leaf.shop, min_spend_cents=50_000), buyer)
    shopper = shopper_for(buyer)
    fill_cart(shopper, {leaf: 1})
    for key, error in ((theirs.key, CouponUnknown), ("NOPE", CouponUnknown), (unfit.key, CouponNotUsable)):
        with pytest.raises(error):
            place(shopper, coupons=(key,))
    assert not Order.objects.exists()
    assert set(Coupon.objects.values_list("state", flat=True)) == {"ready"}


def test_free_shipping_is_measured_before_coupons_and_after_steps():
    buyer, leaf = UserFactory(), make_variant(price_cents=10_000)
    freight(leaf.shop)  # ¥8, free from ¥99
    give(make_coupons(leaf.shop, off_cents=500), buyer)
    shopper = shopper_for(buyer)
    fill_cart(shopper, {leaf: 1})
    assert draft(shopper, region_code=DELIVERY.region_code).total_cents == 9_500
    make_tiers(leaf.shop, TierDraft(9_000, off_cents=1_000))
    assert draft(shopper, region_code=DELIVERY.region_code).total_cents == 10_000 - 1_000 - 500 + 800


def test_steps_can_ship_for_free():
    leaf = make_variant(price_cents=5_000)
    freight(leaf.shop)
    make_tiers(leaf.shop, TierDraft(5_000, is_free_shipping=True))
    shopper = shopper_for()
    fill_cart(shopper, {leaf: 1})
    assert draft(shopper, region_code=DELIVERY.region_code).total_cents == 5_000


def test_paid_late_after_closing_takes_the_coupon_again_or_refunds(time_machine_later):
    from orders.payments.services import capture_payment, open_payment
    from tests.factories.orders import paid_charge

    buyer, leaf = UserFactory(), make_variant(price_cents=10_000)
    (coupon,) = give(make_coupons(leaf.shop), buyer)
    for is_spent_elsewhere in (False, True):
        trade = make_trade(buyer, {leaf: 1})
        payment = open_payment(trade=trade)
        charge = paid_charge(payment)
        payment.state = "closed"
        payment.save()
        from orders.checkout.services import close_trade

        close_trade(trade=trade, reason="unpaid")
        if is_spent_elsewhere:
            make_trade(buyer, {leaf: 1})
        capture_payment(payment=payment, charge=charge)
        order = trade.orders.get()
        coupon.refresh_from_db()
        if is_spent_elsewhere:
            assert order.status in {OrderStatus.REFUNDING, OrderStatus.CLOSED}
            assert coupon.reference != trade.number
        else:
            assert (order.status, coupon.reference) == (OrderStatus.TO_SHIP, trade.number)
            cancel_order(order=order, actor=buyer)


# ---- pages --------------------------------------------------------------------------------------------------------


def test_the_product_page_shows_what_one_pays(client):
    leaf = make_variant(price_cents=10_000)
    make_flash(leaf, 6_600, quota=7)
    make_member_price(leaf, 8_800)
    make_tiers(leaf.shop)
    page = client.get(f"/products/{leaf.product.slug}/").content.decode()
    price = re.search(r'data-test="product-price".*?data-whole>(\d+)<', page, re.DOTALL)
    assert price is not None
    assert price[1] == "66"
    assert 'data-test="flash-line"' in page
    assert 'data-test="member-price"' in page
    assert '"whole": "66"' in page
    card = client.get("/products/").content.decode()
    assert "66" in re.search(r'data-test="product-price".*?</span>', card, re.DOTALL)[0]


def test_coupons_are_taken_on_the_offers_of_a_product(client):
    person, leaf = UserFactory(), make_variant()
    campaign = make_coupons(leaf.shop, name="秋日券")
    client.force_login(person)
    fragment = client.get(f"/offers/{leaf.product.slug}/", headers={"HX-Request": "true"}).content.decode()
    assert "秋日券" in fragment
    back = f"/products/{leaf.product.slug}/"
    answer = client.post(f"/coupons/take/{campaign.key}/", {"next": back})
    assert (answer.status_code, answer["Location"]) == (302, back)
    assert Coupon.objects.get().owner == person
    assert "秋日券" in client.get("/coupons/").content.decode()
    elsewhere = client.post(f"/coupons/take/{campaign.key}/", {"next": "https://evil.test/"})
    assert elsewhere["Location"] == "/coupons/"


def test_guests_are_asked_to_sign_in_for_coupons_and_clubs(client):
    campaign = make_coupons(make_shop())
    for path in (f"/coupons/take/{campaign.key}/", "/coupons/code/", f"/clubs/{campaign.shop.slug}/join/"):
        assert client.post(path)["Location"].startswith("/accounts/login/")
    assert client.get("/coupons/").status_code == 200
    assert not Coupon.objects.exists()


def test_the_club_is_joined_and_left_with_one_tap(client):
    person, leaf = UserFactory(), make_variant(price_cents=10_000)
    make_member_price(leaf, 8_000)
    client.force_login(person)
    path = f"/products/{leaf.product.slug}/"
    assert "data-whole>100<" in client.get(path).content.decode()
    client.post(f"/clubs/{leaf.shop.slug}/join/")
    assert "data-whole>80<" in client.get(path).content.decode()
    client.post(f"/clubs/{leaf.shop.slug}/leave/")
    assert "data-whole>100<" in client.get(path).content.decode()


def test_guessing_codes_ends_after_twenty_tries(client):
    client.force_login(UserFactory())
    answers = [client.post("/coupons/code/", {"code": f"AAAAAAAA{turn:04d}"}).status_code for turn in range(22)]
    assert answers == [422] * 20 + [429] * 2


def test_the_flash_page_says_what_is_open_sold_out_and_coming(client):
    shop = make_shop()
    open_, gone, coming = (make_variant(shop, price_cents=10_000) for _ in range(3))
    make_flash(open_, 5_000)
    sold_out = make_flash(gone, 5_000, quota=1)
    sold_out.items.update(sold_count=1)
    make_flash(coming, 5_000, starts_at=now() + timedelta(hours=5))
    page = client.get("/flash/").content.decode()
    assert page.count('data-test="flash-card"') == 2
    assert page.count("sold-out") >= 1
    slot = re.search(r"\?slot=(\d+-\d+)", page)[1]
    later = client.get(f"/flash/?slot={slot}").content.decode()
    assert coming.product.title in later
    assert open_.product.title not in later


def test_cart_and_checkout_show_each_discount_and_the_choice(client):
    buyer, shop = AddressFactory().user, make_shop()
    leaf = make_variant(shop, price_cents=10_000)
    make_tiers(shop, TierDraft(9_000, off_cents=1_000), TierDraft(12_000, off_cents=2_000), name="满减")
    (small,) = give(make_coupons(shop, off_cents=300, name="小券"), buyer)
    give(make_coupons(shop, off_cents=700, name="大券"), buyer)
    give(make_coupons(shop, off_cents=900, min_spend_cents=99_000, name="太大的券"), buyer)
    client.force_login(buyer)
    client.post("/cart/add/", {"variant": leaf.key})
    cart = client.get("/cart/").content.decode()
    assert cart.count('data-test="discount"') == 2
    assert 'data-test="step-missing"' in cart
    assert "¥20.00" in cart  # ¥20 more for the next step
    page = client.get("/checkout/").content.decode()
    assert all(name in page for name in ("满减", "小券", "大券", "太大的券"))
    assert "¥83.00" in page
    seen, key = (re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in ("seen", "key"))
    address = re.search(r'name="address" value="([^"]+)"', page)[1]
    body = {"address": address, "key": key, "coupons": "chosen", f"coupon-{shop.slug}": small.key}
    counted = client.post("/checkout/summary/", body).content.decode()
    assert "¥87.00" in counted
    plain = client.post("/checkout/", body | {"seen": seen, "count": "1"})
    assert (plain.status_code, Trade.objects.count()) == (200, 0)
    refused = client.post("/checkout/", body | {"seen": seen})
    assert (refused.status_code, Trade.objects.count()) == (409, 0)
    seen = re.search(r'name="seen" value="([^"]+)"', counted)[1]
    placed = client.post("/checkout/", body | {"seen": seen})
    assert placed.status_code == 302
    order = Order.objects.get()
    assert (order.total_cents, order.discount_cents) == (8_700, 1_300)
    detail = client.get(f"/orders/{order.number}/").content.decode()
    assert "满减" in detail
    assert "小券" in detail


def test_somebody_elses_coupon_on_the_page_is_refused_and_nothing_placed(client):
    buyer, leaf = AddressFactory().user, make_variant(price_cents=10_000)
    (theirs,) = give(make_coupons(leaf.shop), UserFactory())
    client.force_login(buyer)
    client.post("/cart/add/", {"variant": leaf.key})
    page = client.get("/checkout/").content.decode()
    values = {name: re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in ("seen", "key", "address")}
    answer = client.post("/checkout/", values | {"coupons": "chosen", f"coupon-{leaf.shop.slug}": theirs.key})
    assert (answer.status_code, Trade.objects.count()) == (409, 0)


def test_stopped_between_looking_and_ordering_is_asked_again(client):
    buyer, leaf = AddressFactory().user, make_variant(price_cents=10_000)
    campaign = make_tiers(leaf.shop, TierDraft(5_000, off_cents=500))
    client.force_login(buyer)
    client.post("/cart/add/", {"variant": leaf.key})
    page = client.get("/checkout/").content.decode()
    values = {name: re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in ("seen", "key", "address")}
    stop_campaign(campaign=campaign, actor=None)
    answer = client.post("/checkout/", values)
    assert (answer.status_code, Trade.objects.count()) == (409, 0)
    assert "¥100.00" in answer.content.decode()


def test_cards_show_the_price_that_counts_and_the_usual_one(client):
    leaf, cup = make_variant(price_cents=10_000), make_variant(price_cents=9_000)
    make_flash(leaf, 6_600)
    make_member_price(cup, 8_000)
    page = client.get("/products/").content.decode()
    seconds = re.findall(r'class="price-was">([^<]+)<', page)
    assert sorted(re.findall(r"¥[\d.]+", " ".join(seconds))) == ["¥100.00", "¥80.00"]


def test_flash_and_coupon_pages_cost_the_same_for_two_and_eight(client, django_assert_max_num_queries):
    client.force_login(UserFactory())
    costs = []
    for count in (2, 6):
        for _turn in range(count):
            leaf = make_variant(price_cents=10_000)
            make_flash(leaf, 6_000)
            make_coupons(leaf.shop)
        for path in ("/flash/", "/coupons/"):
            with django_assert_max_num_queries(12) as spent:
                assert client.get(path).status_code == 200
            costs.append(len(spent))
    assert costs[:2] == costs[2:]
