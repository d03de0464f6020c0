"""The table of an order's life."""

from __future__ import annotations

from itertools import product

import pytest

from orders.checkout import moves
from orders.checkout.errors import OrderElsewhere
from orders.checkout.models import Order, OrderMove, OrderStatus
from tests.factories.orders import make_order


@pytest.mark.django_db
def test_only_the_steps_of_the_table_are_taken() -> None:
    order = make_order()
    for origin, to in product(OrderStatus.values, repeat=2):
        Order.objects.filter(pk=order.pk).update(status=origin)
        order.refresh_from_db()
        steps = OrderMove.objects.count()
        if to in moves.ALLOWED[origin]:
            assert moves.move(order, to=to).status == to
            assert OrderMove.objects.order_by("pk").last().from_status == origin
        else:
            with pytest.raises(OrderElsewhere):
                moves.move(order, to=to)
            assert (Order.objects.get().status, OrderMove.objects.count()) == (origin, steps)


def test_every_state_can_be_reached_and_the_end_is_an_end() -> None:
    assert set(moves.ALLOWED) == set(OrderStatus)
    assert set().union(*moves.ALLOWED.values()) == set(OrderStatus) - {OrderStatus.PENDING_PAYMENT}
    assert moves.ALLOWED[OrderStatus.SETTLED] == frozenset()
