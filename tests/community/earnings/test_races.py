"""Told by many workers at once, an order earns once and is paid once."""

from __future__ import annotations

import pytest

from community.earnings.models import Earning
from community.earnings.services import earn, pay_earnings, weigh_earnings
from orders.checkout import moves
from orders.checkout.models import OrderStatus
from orders.checkout.services import confirm_receipt
from orders.settlement.tasks import settle_orders
from tests.community.earnings.conftest import WINDOW, refund, sold, wallet
from tests.invariants import assert_all_is_well

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_many_workers_pay_once(race, shop, rate, sharer, inviter, variant, time_machine_later):
    order = sold(sharer, variant)
    Earning.objects.all().delete()
    race(lambda _turn: earn(order_pk=order.pk), range(6))
    assert Earning.objects.count() == 2
    moves.move(order, to=OrderStatus.SHIPPED)
    confirm_receipt(order=order, buyer=order.buyer)
    time_machine_later(WINDOW)
    assert settle_orders() == 1
    race(lambda _turn: pay_earnings(order_pk=order.pk), range(6))
    assert (wallet(sharer), wallet(inviter)) == (500, 100)
    refund(order, 5_000)
    race(lambda _turn: weigh_earnings(order_pk=order.pk), range(6))
    assert (wallet(sharer), wallet(inviter)) == (250, 50)
    assert_all_is_well()
