"""Cash on delivery: promised, collected whole at the door, or brought back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from catalog.shops.models import Shop
from config.kernel.errors import Invalid
from orders.cart.shoppers import Shopper
from orders.checkout.errors import OrderElsewhere
from orders.checkout.models import Order, OrderStatus, Trade
from orders.checkout.services import confirm_receipt
from orders.checkout.tasks import confirm_receipts
from orders.fulfilment.errors import NothingToUndo
from orders.fulfilment.models import Parcel, ParcelStatus
from orders.fulfilment.services import record_scan, ship, undo_scan
from orders.payments.errors import (
    CashGoesWhole,
    CashNotConfirmed,
    MethodNotOffered,
    NothingToCollect,
    NotPayable,
    OtherSumCollected,
)
from orders.payments.models import Payment, PaymentState
from orders.payments.selectors import balance_of, cash_owed
from orders.payments.services import cancel_order, collect_cash, open_payment, open_with, promise_cash
from orders.payments.services.cash import set_cash_rule
from orders.payments.tasks import close_unpaid_trades, reconcile_payments
from tests.factories.accounts import CarrierFactory, UserFactory, courier
from tests.factories.catalog import make_merchant_user, make_shop, make_variant
from tests.factories.orders import make_trade
from tests.races.conftest import kinds

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _cash_too(settings: Any) -> None:
    settings.PAYMENT_GATEWAYS = ["sandbox", "cod"]


def cash_shop(**rule: Any) -> Shop:
    shop = make_shop()
    set_cash_rule(shop=shop, **({"is_on": True, "most_cents": 50_000} | rule))
    return shop


def promised(*shops: Shop, pieces: int = 1) -> Trade:
    """A trade that will be paid at the door, one order a shop."""
    wanted = {make_variant(shop=shop, price_cents=1_000, stock=9): pieces for shop in shops or (cash_shop(),)}
    trade = make_trade(wanted=wanted)
    payment = open_with(trade=trade, gateway="cod")
    promise_cash(payment=payment, buyer=trade.buyer)
    trade.refresh_from_db()
    return trade


def on_the_road(order: Order) -> tuple[Parcel, Any]:
    carrier = CarrierFactory()
    driver = courier(carrier)
    parcel = ship(order=order, carrier=carrier, waybill=f"SF{order.pk:08}", actor=UserFactory())
    record_scan(parcel=parcel, status=ParcelStatus.PICKED_UP, actor=driver)
    record_scan(parcel=parcel, status=ParcelStatus.OUT_FOR_DELIVERY, actor=driver)
    return parcel, driver


def test_promised_packed_and_paid_at_the_door(books, time_machine_later) -> None:
    trade = promised()
    order = trade.orders.get()
    assert (order.status, order.paid_at, trade.paid_at) == (OrderStatus.TO_SHIP, None, None)
    time_machine_later(timedelta(hours=1))
    assert (close_unpaid_trades(), reconcile_payments()) == (0, 0)
    with pytest.raises(NotPayable):
        open_payment(trade=trade)
    parcel, driver = on_the_road(order)
    with pytest.raises(CashNotConfirmed):
        record_scan(parcel=parcel, status=ParcelStatus.DELIVERED, actor=driver)
    for wrong in (999, 1_001, 0):
        with pytest.raises(OtherSumCollected):
            record_scan(parcel=parcel, status=ParcelStatus.DELIVERED, actor=driver, cash_cents=wrong)
    order.refresh_from_db()
    assert (order.status, order.paid_at) == (OrderStatus.SHIPPED, None)
    event = record_scan(parcel=parcel, status=ParcelStatus.DELIVERED, actor=driver, cash_cents=1_000)
    order.refresh_from_db()
    trade.refresh_from_db()
    assert order.status == OrderStatus.DELIVERED
    assert order.paid_at is not None
    assert trade.paid_at is not None
    assert Payment.objects.get(order=order).state == PaymentState.PAID
    with pytest.raises(NothingToUndo):
        undo_scan(event=event, actor=driver)


def test_each_door_of_a_trade_is_collected_on_its_own(books) -> None:
    trade = promised(cash_shop(), cash_shop())
    first, second = trade.orders.order_by("pk")
    assert (cash_owed(first), cash_owed(second)) == (1_000, 1_000)
    collect_cash(order=first, amount_cents=1_000)
    first.refresh_from_db()
    second.refresh_from_db()
    trade.refresh_from_db()
    assert (first.paid_at is not None, second.paid_at, trade.paid_at) == (True, None, None)
    cancel_order(order=second)
    second.refresh_from_db()
    assert (second.status, cash_owed(second)) == (OrderStatus.CLOSED, 0)


def test_collected_by_ten_clicks_once(race, books) -> None:
    order = promised().orders.get()
    outcomes = race(lambda _turn: collect_cash(order=order, amount_cents=1_000).state, range(10))
    assert kinds(outcomes) == {"paid": 10}
    assert Payment.objects.filter(state=PaymentState.PAID).count() == 1


def test_promised_by_ten_clicks_once_and_cancelled_at_the_same_time(race, books) -> None:
    trade = make_trade(wanted={make_variant(shop=cash_shop(), price_cents=1_000): 1})
    payment = open_with(trade=trade, gateway="cod")
    order = trade.orders.get()
    race(
        lambda act: promise_cash(payment=payment, buyer=trade.buyer) if act else cancel_order(order=order),
        [1, 0, 1, 1, 0, 1],
    )
    order.refresh_from_db()
    assert order.status in {OrderStatus.TO_SHIP, OrderStatus.CLOSED}
    assert bool(cash_owed(order)) == (order.status == OrderStatus.TO_SHIP)


def test_refused_at_the_door_closes_the_order(books) -> None:
    order = promised().orders.get()
    parcel, driver = on_the_road(order)
    event = record_scan(parcel=parcel, status=ParcelStatus.RETURNING, actor=driver)
    order.refresh_from_db()
    assert (order.status, order.close_reason, cash_owed(order)) == (OrderStatus.CLOSED, "refused", 0)
    with pytest.raises(NothingToUndo):
        undo_scan(event=event, actor=driver)
    with pytest.raises(NothingToCollect):
        collect_cash(order=order, amount_cents=1_000)
    record_scan(parcel=parcel, status=ParcelStatus.RETURNED, actor=driver)


def test_a_parcel_against_cash_goes_whole(books) -> None:
    order = promised(pieces=2).orders.get()
    line = order.lines.get()
    with pytest.raises(CashGoesWhole):
        ship(order=order, carrier=CarrierFactory(), waybill="SF200001", quantities={line.pk: 1}, actor=UserFactory())


def test_the_carriers_own_system_says_it_was_handed_over_for_cash(books) -> None:
    order = promised().orders.get()
    parcel, _driver = on_the_road(order)
    record_scan(parcel=parcel, status=ParcelStatus.DELIVERED, actor=None, is_told=True)
    order.refresh_from_db()
    assert order.paid_at is not None


def test_nobody_confirms_an_unpaid_order(books, time_machine_later) -> None:
    order = promised().orders.get()
    on_the_road(order)
    time_machine_later(timedelta(days=40))
    assert confirm_receipts() == 0
    with pytest.raises(OrderElsewhere):
        confirm_receipt(order=order, buyer=order.buyer)


def test_what_was_paid_in_cash_goes_back_into_the_wallet(books) -> None:
    order = promised().orders.get()
    collect_cash(order=order, amount_cents=1_000)
    order.refresh_from_db()
    cancel_order(order=order)
    assert balance_of(order.buyer) == 1_000


@pytest.mark.parametrize(
    ("rule", "pieces"), [({"is_on": False}, 1), ({"most_cents": 999}, 1), ({"regions": ["11"]}, 1), ({}, 60)]
)
def test_not_everything_is_sent_against_cash(rule: dict[str, Any], pieces: int, settings: Any) -> None:
    settings.CASH_MOST_CENTS = 50_000
    trade = make_trade(wanted={make_variant(shop=cash_shop(**rule), price_cents=1_000, stock=99): pieces})
    payment = open_payment(trade=trade, gateway="cod")
    with pytest.raises(MethodNotOffered):
        promise_cash(payment=payment, buyer=trade.buyer)
    assert trade.orders.get().status == OrderStatus.PENDING_PAYMENT


def test_guests_and_strangers_do_not_promise(settings: Any) -> None:
    leaf = make_variant(shop=cash_shop(), price_cents=1_000, stock=9)
    guest = make_trade(shopper=shopper_for_guest(), wanted={leaf: 1})
    browser = Client()
    browser.force_login(UserFactory())
    payment = open_payment(trade=guest, gateway="cod")
    assert browser.post(f"/pay/{payment.key}/cash/").status_code == 404
    trade = make_trade(wanted={leaf: 1})
    with pytest.raises(NotPayable):
        promise_cash(payment=open_payment(trade=trade, gateway="cod"), buyer=UserFactory())


def shopper_for_guest() -> Any:
    return Shopper(cart_token="C" * 32)


def test_the_shop_switches_it_on_and_the_courier_sees_the_sum(books) -> None:
    shop = make_shop()
    owner = Client()
    owner.force_login(make_merchant_user(shop))
    assert owner.get("/merchant/cash/").status_code == 200
    assert owner.post("/merchant/cash/", {"is_on": "on", "most_cents": "0"}).status_code == 422
    assert owner.post("/merchant/cash/", {"is_on": "on", "most_cents": "300", "regions": ["33"]}).status_code == 302
    trade = make_trade(wanted={make_variant(shop=shop, price_cents=1_000): 1})
    buyer = Client()
    buyer.force_login(trade.buyer)
    buyer.get(f"/checkout/{trade.number}/pay/", follow=True)
    first = trade.payments.get()
    buyer.post(f"/pay/{first.key}/method/", {"gateway": "cod"})
    payment = trade.payments.get(state=PaymentState.OPEN)
    assert "¥10" in buyer.get(f"/pay/{payment.key}/").content.decode()
    page = buyer.post(f"/pay/{payment.key}/cash/", follow=True).content.decode()
    order = trade.orders.get()
    assert order.number in page
    assert order.status == OrderStatus.TO_SHIP
    parcel, driver = on_the_road(order)
    door = Client()
    door.force_login(driver)
    assert 'name="cash" value="10.00"' in door.get(f"/logistics/parcels/{parcel.waybill}/").content.decode()
    scan = {"waybill": parcel.waybill, "status": "delivered"}
    assert door.post("/logistics/scan/", scan).status_code == 422
    assert door.post("/logistics/scan/", scan | {"cash": "10.00"}).status_code == 302
    order.refresh_from_db()
    assert (order.status, order.paid_at is not None) == (OrderStatus.DELIVERED, True)


def test_a_rule_that_makes_no_sense_is_refused() -> None:
    for wrong in ({"most_cents": 0}, {"most_cents": 10**9}, {"regions": ["x"]}):
        with pytest.raises(Invalid):
            cash_shop(**wrong)
