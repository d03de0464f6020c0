"""The demo's money: a full ledger that balances, statements a merchant can add up, a debt carried over."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.models import Sum

from config.kernel.demo import World
from orders.checkout.models import OrderStatus
from orders.ledger.models import LedgerEntry
from orders.ledger.selectors import control
from orders.settlement.models import LineKind, Payout, PayoutState, Statement, StatementLine
from orders.settlement.selectors import due_orders, standing_of
from tests.invariants import PROMISES

pytestmark = pytest.mark.django_db


def test_the_books_of_the_demo(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        for promise, sql in PROMISES.items():
            if "ledger" in promise or "balance" in promise or "way back" in promise:
                cursor.execute(sql)
                assert cursor.fetchall() == [], promise
    assert control().is_good
    assert set(LedgerEntry.objects.values_list("kind", flat=True)) >= {
        "capture",
        "settlement",
        "payout_paid",
        "refund_done",
    }

    first = world.shops[0]
    statements = Statement.objects.filter(shop=first)
    assert statements.count() >= 5
    assert Payout.objects.filter(shop=first, state=PayoutState.PAID).count() >= 3
    for statement in Statement.objects.all():
        lines = statement.lines.aggregate(sum=Sum("cents"))["sum"]
        assert statement.total_cents == statement.carried_cents + lines
    for shop in world.shops:
        unpaid = (
            Payout.objects.filter(shop=shop).exclude(state=PayoutState.PAID).aggregate(sum=Sum("amount_cents"))["sum"]
            or 0
        )
        standing = standing_of(shop)
        assert standing.due_cents == unpaid + standing.open_cents + standing.carried_cents
    assert StatementLine.objects.filter(kind=LineKind.COMMISSION).exists()
    assert due_orders(world.now) == []  # what has come due since then, the timer settles
    assert {order.status for order in world.orders} >= {OrderStatus.SETTLED, OrderStatus.COMPLETED}
