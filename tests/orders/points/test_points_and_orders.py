"""Points pay for goods, come back as the money does, and are earned by what is kept."""

from __future__ import annotations

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse

from accounts.loyalty.errors import NotEnoughPoints
from accounts.loyalty.models import PointsEntry, Reason
from accounts.loyalty.selectors import points_of
from accounts.loyalty.services import post_points
from orders.cart.shoppers import Shopper
from orders.checkout import moves
from orders.checkout.deals import Choice
from orders.checkout.models import Order, OrderStatus, Trade
from orders.checkout.selectors import draft
from orders.checkout.services import Agreed, close_trade, confirm_receipt, place_trade
from orders.ledger.models import AccountKind
from orders.ledger.selectors import balance_of
from orders.payments.models import Payment
from orders.payments.services import ask_refund, capture_payment, next_refund_part
from orders.payments.services.giving_back import give_back_whole
from orders.points.services import square_points
from orders.points.subscribers import earn_points, give_part_of_points_back, give_points_back
from orders.settlement.tasks import settle_orders
from tests.factories.accounts import AddressFactory, UserFactory
from tests.factories.catalog import make_shop, make_variant
from tests.factories.orders import DELIVERY, fill_cart, paid_charge, pay, shopper_for
from tests.invariants import assert_all_is_well

pytestmark = pytest.mark.django_db
WITH_POINTS = Choice(points=True)
LATER = timedelta(days=8)


@pytest.fixture
def person():
    person = UserFactory()
    post_points(user=person, delta=5_000, reason=Reason.ORDER, ref="long ago")
    return person


def buy(person, *cents: int, pieces: int = 1) -> Trade:
    """One trade with points: a shop for each price."""
    shopper = shopper_for(person)
    fill_cart(shopper, {make_variant(make_shop(), price_cents=one): pieces for one in cents})
    return place_trade(shopper=shopper, delivery=DELIVERY, agreed=Agreed(), notes={}, choice=WITH_POINTS)


def give_back(order: Order, cents: int) -> None:
    payment = Payment.objects.get(trade=order.trade)
    refund = ask_refund(
        order=order, payment=payment, amount_cents=cents, reason="aftersale", part=next_refund_part(order)
    )
    give_part_of_points_back(_event(refund_id=refund.pk))
    give_part_of_points_back(_event(refund_id=refund.pk))  # told twice


def _event(**values):
    return SimpleNamespace(**values)


def settle(order: Order) -> None:
    moves.move(order, to=OrderStatus.SHIPPED)
    confirm_receipt(order=order, buyer=order.buyer)


def test_points_pay_a_tenth_split_to_the_cent(person):
    trade = buy(person, 9_999, 3_333)
    orders = list(trade.orders.order_by("items_cents"))
    assert sum(one.discount_cents for one in orders) == 1_333  # a tenth of 133.32, whole points
    assert [one.platform_discount_cents for one in orders] == [one.discount_cents for one in orders]
    assert sum(line.discount_cents for one in orders for line in one.lines.all()) == 1_333
    assert points_of(person) == 5_000 - 1_333
    assert trade.total_cents == sum(one.total_cents for one in orders)
    assert_all_is_well()


def test_no_more_than_one_has(person):
    post_points(user=person, delta=-4_900, reason=Reason.CORRECTION, ref="c")
    trade = buy(person, 100_000)
    assert trade.orders.get().discount_cents == 100
    assert points_of(person) == 0
    assert draft(shopper_for(person)).priced.points.most == 0


def test_looking_costs_nothing_and_guests_have_none(person):
    shopper = shopper_for(person)
    fill_cart(shopper, {make_variant(price_cents=10_000): 1})
    looked = draft(shopper)
    assert (looked.priced.points.most, looked.priced.points.used, looked.discount_cents) == (1_000, 0, 0)
    assert draft(shopper, choice=WITH_POINTS).discount_cents == 1_000
    assert points_of(person) == 5_000
    assert draft(Shopper(cart_token="t" * 32), choice=WITH_POINTS).priced.points.most == 0


def test_points_spent_meanwhile_place_nothing(person, monkeypatch):
    shopper = shopper_for(person)
    fill_cart(shopper, {make_variant(price_cents=100_000): 1})
    monkeypatch.setattr("orders.promotions.till.points_of", lambda _user: 9_000)  # what the page saw
    with pytest.raises(NotEnoughPoints):
        place_trade(shopper=shopper, delivery=DELIVERY, agreed=Agreed(total_cents=91_000), notes={}, choice=WITH_POINTS)
    assert (Trade.objects.count(), points_of(person)) == (0, 5_000)


def test_an_unpaid_trade_gives_them_back_once(person):
    trade = buy(person, 10_000)
    order = trade.orders.get()
    assert points_of(person) == 4_000
    close_trade(trade=trade, reason="unpaid")
    for _twice in range(2):
        give_points_back(_event(order_id=order.pk))
    assert points_of(person) == 5_000
    assert_all_is_well()


def test_one_paid_late_takes_them_again(person):
    trade = buy(person, 10_000)
    close_trade(trade=trade, reason="unpaid")
    order = trade.orders.get()
    give_points_back(_event(order_id=order.pk))
    post_points(user=person, delta=-4_600, reason=Reason.CORRECTION, ref="c")
    pay_late = pay_again(trade)
    assert pay_late.status == OrderStatus.TO_SHIP
    square_points(order_pk=order.pk)
    assert points_of(person) == 0  # 400 of the 1,000 were still there
    give_back_whole(order=Order.objects.get(pk=order.pk), reason="cancelled")
    square_points(order_pk=order.pk)
    assert points_of(person) == 400  # what came back before is not given twice
    assert_all_is_well()


def pay_again(trade: Trade) -> Order:
    payment = Payment.objects.filter(trade=trade).first()
    if payment is None:
        payment = Payment.objects.create(trade=trade, gateway="sandbox", amount_cents=trade.total_cents)
    capture_payment(payment=payment, charge=paid_charge(payment))
    return trade.orders.get()


def test_a_refund_brings_back_its_part(person):
    trade = pay(buy(person, 10_000))
    order = trade.orders.get()
    give_back(order, 3_000)  # a third of the 90 yuan
    assert points_of(person) == 4_000 + 333
    give_back(Order.objects.get(pk=order.pk), 6_000)
    assert points_of(person) == 5_000
    assert_all_is_well()


def test_what_is_kept_earns_when_the_window_is_over(person, time_machine_later):
    trade = pay(buy(person, 10_000))
    order = trade.orders.get()
    settle(order)
    earn_points(_event(order_id=order.pk))
    assert points_of(person) == 4_000  # not yet
    time_machine_later(LATER)
    assert settle_orders() == 1
    for _twice in range(2):
        earn_points(_event(order_id=order.pk))
    assert points_of(person) == 4_000 + 90 * 150 // 100  # level Pond: half as many again
    assert balance_of(AccountKind.SUBSIDY) == -1_000  # the platform bears what points paid
    give_back(Order.objects.get(pk=order.pk), 4_500)  # half of it, later, out of goodwill
    back = PointsEntry.objects.get(reason=Reason.ORDER_BACK)
    assert back.delta == -(135 - 135 * 4_500 // 9_000)
    assert points_of(person) == 4_135 + 500 + back.delta
    assert_all_is_well()


def test_points_already_spent_are_no_debt(person, time_machine_later):
    trade = pay(buy(person, 10_000))
    order = trade.orders.get()
    settle(order)
    time_machine_later(LATER)
    settle_orders()
    earn_points(_event(order_id=order.pk))
    post_points(user=person, delta=-points_of(person), reason=Reason.CORRECTION, ref="all gone")
    give_back(Order.objects.get(pk=order.pk), 9_000)
    assert points_of(person) == 1_000 - 135  # the paid ones came back, the earned ones left
    assert_all_is_well()


def test_the_page_offers_them_and_the_order_says_so(client, person):
    AddressFactory(user=person)
    client.force_login(person)
    variant = make_variant(price_cents=10_000)
    client.post("/cart/add/", {"variant": variant.key, "quantity": "1"})
    page = client.get("/checkout/").content.decode()
    assert 'data-test="use-points"' in page
    key, address = (re.search(f'name="{name}" value="([^"]*)"', page)[1] for name in ("key", "address"))
    counted = client.post(reverse("orders:checkout-summary"), {"points": "1", "address": address, "key": key})
    seen = re.search(r'name="seen" value="([^"]*)"', counted.content.decode())[1]
    assert "points-1000" in seen
    sent = {"points": "1", "address": address, "key": key, "seen": seen}
    assert client.post("/checkout/", sent).status_code == 302
    order = Order.objects.get()
    assert (order.total_cents, points_of(person)) == (9_000 + order.shipping_cents, 4_000)
    assert client.post("/checkout/", sent).status_code == 302  # the same order, once
    assert points_of(person) == 4_000
    detail = client.get(reverse("orders:detail", args=[order.number])).content.decode()
    assert "10.00" in detail


def test_the_api_takes_them_too(client, person):
    AddressFactory(user=person)
    client.force_login(person)
    variant = make_variant(price_cents=10_000)
    client.post("/api/v1/cart/lines/", {"variant": variant.key, "quantity": 1}, content_type="application/json")
    said = client.post(
        "/api/v1/checkout/", {"points": True}, content_type="application/json", headers={"Idempotency-Key": "k1"}
    )
    assert said.status_code == 201, said.content
    assert said.json()["amount_cents"] == 9_000
    assert points_of(person) == 4_000


@pytest.mark.django_db(transaction=True)
def test_two_trades_at_once_spend_them_once(race):
    person = UserFactory()
    post_points(user=person, delta=100, reason=Reason.ORDER, ref="long ago")
    variants = [make_variant(make_shop(), price_cents=1_000), make_variant(make_shop(), price_cents=1_000)]

    def place(variant):
        shopper = shopper_for(person)
        fill_cart(shopper, {variant: 1})
        return place_trade(shopper=shopper, delivery=DELIVERY, agreed=Agreed(), notes={}, choice=WITH_POINTS)

    race(place, variants)
    assert points_of(person) == 100 - sum(Order.objects.values_list("discount_cents", flat=True))
    assert_all_is_well()
