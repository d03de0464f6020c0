"""Twelve weeks of buying: as true to every rule as if the services had been called."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db.models import F, Sum
from django.db.models.functions import TruncDate

from catalog.inventory.models import Reservation, ReservationState, Stock
from catalog.products.models import Product
from config.kernel.clock import now
from config.kernel.demo import World
from orders.cart.models import CartLine
from orders.checkout.models import Order, OrderLine, OrderMove, OrderStatus, Trade
from orders.checkout.moves import ALLOWED
from orders.ledger.models import AccountKind, LedgerAccount
from orders.payments.models import Payment, PaymentState, Refund, RefundState, RefundTo, SandboxCharge
from tests.invariants import assert_all_is_well
from tests.orders.demo.worlds import PIECES

pytestmark = pytest.mark.django_db


def test_every_promise_of_money_and_stock_holds(world: World) -> None:
    assert_all_is_well()
    assert Stock.objects.aggregate(pieces=Sum("on_hand"))["pieces"] == 12 * PIECES
    assert list(Order.objects.order_by("pk")) == world.orders
    sold = Reservation.objects.filter(state__in=[ReservationState.ALLOCATED, ReservationState.SHIPPED])
    for product in Product.objects.all():
        pieces = sold.filter(variant__product=product).aggregate(pieces=Sum("quantity"))["pieces"] or 0
        assert product.sold_count == pieces
    too_early = OrderLine.objects.filter(order__placed_at__lt=F("variant__product__listed_at"))
    assert not too_early.exists()


def test_timelines_only_take_allowed_steps_and_none_lies_ahead(world: World) -> None:
    steps: dict[int, list[OrderMove]] = {}
    for step in OrderMove.objects.order_by("pk"):
        steps.setdefault(step.order_id, []).append(step)
    assert len(steps) == Order.objects.count()
    for timeline in steps.values():
        assert timeline[0].from_status == ""
        assert all(later.to_status in ALLOWED[later.from_status] for later in timeline[1:])
        instants = [step.at for step in timeline]
        assert instants == sorted(instants)
        assert instants[-1] <= world.now
    for order in Order.objects.all():
        by_status = {step.to_status: step.at for step in steps[order.pk]}
        assert order.placed_at == by_status[OrderStatus.PENDING_PAYMENT]
        if not order.cash_payments.exists():
            assert order.paid_at == by_status.get(OrderStatus.WAIT_GROUP, by_status.get(OrderStatus.TO_SHIP))
        assert order.completed_at == by_status.get(OrderStatus.COMPLETED)


def test_the_demo_shopper_has_orders_in_every_state_and_a_cart(world: World) -> None:
    shopper = world.cast["shopper"]
    states = set(Order.objects.filter(buyer=shopper).values_list("status", flat=True))
    assert states == {
        OrderStatus.PENDING_PAYMENT,
        OrderStatus.WAIT_GROUP,
        OrderStatus.TO_SHIP,
        OrderStatus.PARTLY_SHIPPED,
        OrderStatus.SHIPPED,
        OrderStatus.DELIVERED,
        OrderStatus.COMPLETED,
        OrderStatus.SETTLED,
        OrderStatus.REFUNDING,
        OrderStatus.CLOSED,
    }
    waiting = Trade.objects.get(buyer=shopper, paid_at=None, closed_at=None)
    assert waiting.expires_at > now() + timedelta(hours=20)
    assert waiting.payments.get().state == PaymentState.OPEN
    assert CartLine.objects.filter(cart__user=shopper).count() == 4
    assert Order.objects.filter(shop=world.shops[0], status=OrderStatus.TO_SHIP).exists()


@pytest.mark.usefixtures("world")
def test_the_provider_knows_the_same_payments() -> None:
    books = {charge.out_trade_no: charge for charge in SandboxCharge.objects.all()}
    known = Payment.objects.filter(gateway__startswith="sandbox")
    assert len(books) == known.count()
    assert set(known.values_list("gateway", flat=True)) == {"sandbox", "sandbox_card"}
    for payment in known:
        charge = books[payment.out_trade_no]
        assert (charge.state, charge.amount_cents) == (payment.state, payment.amount_cents)
        sent = payment.refunds.filter(state=RefundState.DONE, to=RefundTo.SOURCE)
        done = sent.aggregate(cents=Sum("amount_cents"))["cents"] or 0
        assert charge.refunded_cents == done
    on_its_way = Refund.objects.exclude(state=RefundState.DONE)
    assert {refund.order.status for refund in on_its_way if not refund.order.open_cases} == {OrderStatus.REFUNDING}
    assert on_its_way.filter(order__buyer__email="shopper@demo.test", state=RefundState.FAILED).count() == 1


def test_some_pay_at_the_door_and_some_wallets_are_filled(world: World) -> None:
    at_the_door = Payment.objects.filter(gateway="cod")
    assert at_the_door.filter(state=PaymentState.PROMISED, order__paid_at=None).exists()
    assert at_the_door.filter(state=PaymentState.PAID, order__paid_at__isnull=False).exists()
    assert LedgerAccount.objects.filter(kind=AccountKind.WALLET, balance_cents__gt=0).count() >= 2


def test_twelve_weeks_of_growth_with_quiet_nights(world: World) -> None:
    alone = Trade.objects.filter(orders__deal_kind="").distinct()  # teams and bargains keep hours of their own
    placed = [at.astimezone(ZoneInfo("Asia/Shanghai")) for at in alone.values_list("created_at", flat=True)]
    assert len(placed) > 240
    assert world.now - max(placed) < timedelta(days=1)
    assert timedelta(days=75) < world.now - min(placed) < timedelta(days=85)
    days = Counter(Order.objects.annotate(day=TruncDate("placed_at")).values_list("day", flat=True))
    half = world.now.date() - timedelta(days=42)
    assert sum(n for day, n in days.items() if day > half) > 1.3 * sum(n for day, n in days.items() if day <= half)
    assert sum(at.hour < 6 for at in placed) < sum(20 <= at.hour < 23 for at in placed) / 2
    regulars = Counter(Order.objects.exclude(buyer=None).values_list("buyer", flat=True))
    assert sum(count > 1 for count in regulars.values()) / len(regulars) > 0.5
    shops = Counter(Order.objects.values_list("trade", flat=True)).values()
    assert set(shops) == {1, 2, 3}
