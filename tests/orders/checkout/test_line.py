"""The line through a purchase: cart, trade, payment, refund."""

from __future__ import annotations

from datetime import timedelta

import pytest

from catalog.inventory.errors import OutOfStock
from catalog.inventory.models import ReservationState, Stock
from orders.cart.selectors import contents
from orders.checkout.errors import CheckoutChanged
from orders.checkout.models import Order, OrderStatus, Trade
from orders.checkout.services import Agreed, place_trade
from orders.payments.models import PaymentSplit, PaymentState, Refund, RefundState
from orders.payments.services import cancel_order, capture_payment, close_if_unpaid, open_payment
from orders.payments.tasks import close_unpaid_trades, reconcile_payments
from tests.factories.catalog import make_shop, make_variant
from tests.factories.orders import (
    DELIVERY,
    fill_cart,
    freight,
    make_paid_order,
    make_trade,
    paid_charge,
    pay,
    shopper_for,
)
from tests.invariants import assert_all_is_well

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_checkout_makes_an_order_for_each_shop() -> None:
    tea, cups = make_shop(name="Tea"), make_shop(name="Cups")
    freight(tea)
    leaf, cup = make_variant(tea, price_cents=2_500), make_variant(cups, price_cents=12_000)
    trade = make_trade(wanted={leaf: 2, cup: 1}, notes={tea.slug: "Please ring twice"})
    orders = {order.shop.name: order for order in trade.orders.all()}
    assert (orders["Tea"].items_cents, orders["Tea"].shipping_cents) == (5_000, 1_000)
    assert (orders["Cups"].items_cents, orders["Cups"].shipping_cents) == (12_000, 0)
    assert trade.total_cents == 18_000
    assert orders["Tea"].note == "Please ring twice"
    assert Stock.objects.get(pk=leaf.pk).reserved == 2
    assert_all_is_well()


def test_paying_allocates_and_splits_to_the_cent() -> None:
    trade = pay(make_trade(wanted={make_variant(price_cents=999): 1, make_variant(price_cents=1): 3}))
    assert trade.paid_at is not None
    assert set(trade.orders.values_list("status", flat=True)) == {OrderStatus.TO_SHIP}
    assert sorted(PaymentSplit.objects.values_list("captured_cents", flat=True)) == [3, 999]
    assert_all_is_well()


def test_the_cart_keeps_what_was_not_ordered() -> None:
    shopper = shopper_for()
    leaf, cup = make_variant(), make_variant()
    fill_cart(shopper, {leaf: 1, cup: 1})
    shopper.user.cart.lines.filter(variant=cup).update(is_selected=False)
    place_trade(shopper=shopper, delivery=DELIVERY, agreed=Agreed(), notes={})
    assert [line.variant for line in contents(shopper).lines] == [cup]


def test_a_changed_price_is_never_charged_silently() -> None:
    shopper, leaf = shopper_for(), make_variant(price_cents=1_000)
    fill_cart(shopper, {leaf: 1})
    type(leaf).objects.filter(pk=leaf.pk).update(price_cents=1_100)
    with pytest.raises(CheckoutChanged):
        place_trade(shopper=shopper, delivery=DELIVERY, agreed=Agreed(), notes={})
    assert Trade.objects.count() == 0
    trade = place_trade(shopper=shopper, delivery=DELIVERY, agreed=Agreed(total_cents=1_100), notes={})
    assert trade.total_cents == 1_100


def test_an_unpaid_trade_is_closed_and_its_pieces_go_back_on_sale(time_machine_later) -> None:
    leaf = make_variant(stock=1)
    trade = make_trade(wanted={leaf: 1})
    open_payment(trade=trade)
    time_machine_later(timedelta(minutes=16))
    assert close_unpaid_trades() == 1
    order = trade.orders.get()
    assert (order.status, order.close_reason) == (OrderStatus.CLOSED, "unpaid")
    assert trade.payments.get().state == PaymentState.CLOSED
    assert Stock.objects.get(pk=leaf.pk).reserved == 0
    assert_all_is_well()


def test_a_paid_trade_whose_notification_was_lost_is_not_closed(time_machine_later) -> None:
    trade = make_trade()
    paid_charge(open_payment(trade=trade))
    time_machine_later(timedelta(minutes=16))
    assert close_unpaid_trades() == 0
    assert trade.orders.get().status == OrderStatus.TO_SHIP
    assert_all_is_well()


def test_reconciling_finds_a_lost_notification(time_machine_later) -> None:
    trade = make_trade()
    paid_charge(open_payment(trade=trade))
    time_machine_later(timedelta(minutes=1))
    assert reconcile_payments() == 1
    assert trade.orders.get().status == OrderStatus.TO_SHIP


def test_late_money_takes_the_goods_if_there_are_any() -> None:
    leaf = make_variant(stock=1)
    trade = make_trade(wanted={leaf: 1})
    payment = open_payment(trade=trade)
    close_if_unpaid(trade=trade, reason="unpaid")
    capture_payment(payment=payment, charge=paid_charge(payment))
    assert trade.orders.get().status == OrderStatus.TO_SHIP
    assert Refund.objects.count() == 0
    assert_all_is_well()


def test_late_money_goes_back_once_when_somebody_else_has_the_goods() -> None:
    leaf = make_variant(stock=1)
    trade = make_trade(wanted={leaf: 1})
    payment = open_payment(trade=trade)
    close_if_unpaid(trade=trade, reason="unpaid")
    pay(make_trade(wanted={leaf: 1}))
    charge = paid_charge(payment)
    for _ in range(3):
        capture_payment(payment=payment, charge=charge)
    order = trade.orders.get()
    refund = Refund.objects.get()
    assert (order.status, order.close_reason) == (OrderStatus.CLOSED, "paid_late")
    assert (refund.number, refund.state, refund.amount_cents) == (
        f"R-{order.number}-1",
        RefundState.DONE,
        order.total_cents,
    )
    assert_all_is_well()


def test_cancelling_before_paying_releases() -> None:
    leaf = make_variant(stock=1)
    order = make_trade(wanted={leaf: 1}).orders.get()
    cancel_order(order=order)
    assert Order.objects.get().status == OrderStatus.CLOSED
    assert leaf.reservations.get().state == ReservationState.RELEASED
    assert_all_is_well()


def test_cancelling_after_paying_refunds() -> None:
    order = make_paid_order()
    cancel_order(order=order, actor=order.buyer)
    order.refresh_from_db()
    assert (order.status, order.close_reason) == (OrderStatus.CLOSED, "cancelled")
    assert Refund.objects.get().state == RefundState.DONE
    assert_all_is_well()


def test_a_free_trade_needs_no_payment() -> None:
    trade = pay(make_trade(wanted={make_variant(price_cents=0): 1}))
    assert trade.orders.get().status == OrderStatus.TO_SHIP
    cancel_order(order=trade.orders.get())
    assert trade.orders.get().status == OrderStatus.CLOSED
    assert_all_is_well()


def test_nobody_gets_more_than_there_is() -> None:
    leaf = make_variant(stock=2)
    make_trade(wanted={leaf: 2})
    with pytest.raises(OutOfStock):
        make_trade(wanted={leaf: 1})
    assert Trade.objects.count() == 1
