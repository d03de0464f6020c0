"""A shop that gives a commission, somebody who shares, and somebody who invited them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accounts.identity.models import User
from community.earnings.services import earn, pay_earnings, set_rate, weigh_earnings
from community.referral.models import Referral, ShareLink
from community.referral.services import attribute_order, know_visitor, link_to, note_click
from config.kernel.clock import now
from config.kernel.events import deliver_event
from config.kernel.ids import public_id
from config.kernel.models import OutboxEvent
from orders.checkout import moves
from orders.checkout.models import Order, OrderStatus
from orders.checkout.services import Delivery, confirm_receipt
from orders.ledger.models import AccountKind
from orders.ledger.selectors import balance_of
from orders.payments.models import Payment
from orders.payments.services import ask_refund, next_refund_part
from orders.settlement.services import note_refund
from orders.settlement.tasks import settle_orders
from tests.factories.accounts import UserFactory
from tests.factories.catalog import make_merchant_user, make_shop, make_variant
from tests.factories.orders import make_paid_order
from tests.orders.conftest import time_machine_later

__all__ = ["time_machine_later"]
WINDOW = timedelta(days=8)


@pytest.fixture
def shop():
    return make_shop(name="青石茶铺")


@pytest.fixture
def keeper(shop):
    return make_merchant_user(shop)


@pytest.fixture
def variant(shop):
    return make_variant(shop, price_cents=10_000)


@pytest.fixture
def sharer():
    return UserFactory(display_name="小满")


@pytest.fixture
def inviter(sharer):
    """Who once invited the sharer."""
    person = UserFactory(display_name="阿禾")
    Referral.objects.create(inviter=person, invitee=sharer, bound_until=now())
    return person


@pytest.fixture
def rate(shop, keeper):
    """5 % for who shares, 1 % for who invited them."""
    return set_rate(shop=shop, product=None, first=500, second=100, actor=keeper)


def elsewhere() -> Delivery:
    """A door and a phone of one's own."""
    turn = public_id(6)
    number = sum(ord(letter) * 37**place for place, letter in enumerate(turn)) % 10**8
    return Delivery("收件人", f"139{number:08d}", "330106", f"{turn}路 1 号", "buyer@example.test")


def came(buyer: User, sharer: User, variant: Any) -> ShareLink:
    """A buyer opened the sharer's link to a product in a browser of theirs."""
    link = link_to(sharer=sharer, path=f"/products/{variant.product.slug}/")
    ShareLink.objects.filter(pk=link.pk).update(created_at=now() - timedelta(minutes=5))
    link.refresh_from_db()
    key = public_id(20)
    note_click(link=link, visitor=key, user=None, is_bot=False)
    know_visitor(key=key, user=buyer, network="")
    return link


def sold(sharer: User, variant: Any, buyer: User | None = None, pieces: int = 1, **fields: Any) -> Order:
    """A paid order that came by the sharer's link, and what follows from it."""
    buyer = buyer or UserFactory()
    came(buyer, sharer, variant)
    order = make_paid_order(buyer, {variant: pieces}, **{"delivery": elsewhere()} | fields)
    attribute_order(order=order)
    earn(order_pk=order.pk)
    return order


def finish(order: Order, later: Any) -> None:
    """Received, and past the refund period; told twice."""
    moves.move(order, to=OrderStatus.SHIPPED)
    confirm_receipt(order=order, buyer=order.buyer)
    later(WINDOW)
    assert settle_orders() == 1
    pay_earnings(order_pk=order.pk)
    pay_earnings(order_pk=order.pk)


def refund(order: Order, cents: int) -> None:
    payment = Payment.objects.get(trade=order.trade)
    part = next_refund_part(order)
    refund = ask_refund(order=order, payment=payment, amount_cents=cents, reason="aftersale", part=part)
    assert refund is not None
    note_refund(refund=refund)
    weigh_earnings(order_pk=order.pk)
    weigh_earnings(order_pk=order.pk)


def tell_all() -> None:
    """Deliver every event, and those that follow from them."""
    while waiting := list(OutboxEvent.objects.filter(delivered_at=None).order_by("pk").values_list("pk", flat=True)):
        assert all(deliver_event(pk) for pk in waiting)


def wallet(person: User) -> int:
    return balance_of(AccountKind.WALLET, owner=str(person.pk))


def due(shop: Any) -> int:
    """What the ledger says a shop is owed."""
    return balance_of(AccountKind.MERCHANT, owner=shop.slug)
