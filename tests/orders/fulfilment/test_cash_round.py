"""A courier's cash: what to collect at each door, and what to hand in at the end of the day."""

from __future__ import annotations

import pytest

from orders.checkout.models import Order
from orders.counters.models import PickupPoint
from orders.fulfilment.models import Parcel, ParcelStatus
from orders.fulfilment.services import record_scan, ship
from orders.payments.selectors import cash_refusal
from orders.payments.services import open_with, promise_cash
from orders.payments.services.cash import set_cash_rule
from tests.factories.accounts import courier
from tests.factories.orders import make_trade
from tests.invariants import assert_all_is_well
from tests.orders.fulfilment.conftest import Scene, signed_in

S = ParcelStatus


@pytest.fixture(autouse=True)
def _cash_too(settings):
    settings.PAYMENT_GATEWAYS = ["sandbox", "cod"]


def at_the_door(scene: Scene) -> tuple[Order, Parcel]:
    set_cash_rule(shop=scene.shop, is_on=True, most_cents=50_000)
    trade = make_trade(scene.buyer, {scene.variants[0]: 1})
    promise_cash(payment=open_with(trade=trade, gateway="cod"), buyer=scene.buyer)
    order = trade.orders.get()
    parcel = ship(order=order, carrier=scene.carrier, waybill=scene.waybill(), actor=scene.owner)
    for status in (S.PICKED_UP, S.OUT_FOR_DELIVERY):
        record_scan(parcel=parcel, status=status, actor=scene.courier)
    return order, parcel


def test_the_sum_is_large_at_the_door_and_on_the_days_list(scene: Scene):
    order, parcel = at_the_door(scene)
    client = signed_in(scene.courier)
    assert 'data-test="cash-due"' in client.get("/logistics/").content.decode()
    assert 'data-test="cash"' not in client.get("/logistics/done/").content.decode()
    data = {"waybill": parcel.waybill, "status": S.DELIVERED, "cash": f"{order.total_cents / 100:.2f}"}
    assert client.post("/logistics/scan/", data).status_code == 302
    page = client.get("/logistics/done/")
    assert (page.context["cash_cents"], order.number in page.content.decode()) == (order.total_cents, True)
    assert 'data-test="cash-due"' not in client.get("/logistics/").content.decode()
    assert_all_is_well()


def test_another_couriers_cash_is_not_mine(scene: Scene):

    _order, parcel = at_the_door(scene)
    record_scan(parcel=parcel, status=S.DELIVERED, actor=scene.courier, cash_cents=_order.total_cents)
    assert signed_in(courier(scene.carrier)).get("/logistics/done/").context["cash_cents"] == 0


def test_what_is_fetched_is_not_paid_at_a_door(scene: Scene):
    set_cash_rule(shop=scene.shop, is_on=True, most_cents=50_000)
    trade = make_trade(scene.buyer, {scene.variants[0]: 1})
    assert not cash_refusal(trade)
    point = PickupPoint.objects.create(
        shop=scene.shop, name="湖边店", region_code="330106", street="北山街 1 号", hours="每天"
    )
    trade.orders.update(pickup_point=point)
    assert cash_refusal(trade)
