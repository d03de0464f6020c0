"""Orders that were received, and time to pass."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from accounts.organisations.models import Merchant
from orders.checkout import moves
from orders.checkout.models import Order, OrderStatus
from orders.checkout.services import confirm_receipt
from orders.commission.services import add_rule
from orders.payments.models import Payment
from orders.payments.services import ask_refund, next_refund_part
from orders.settlement.models import BankAccount
from orders.settlement.services import set_bank_account
from tests.factories.catalog import make_merchant_user, make_operator, make_shop, make_variant
from tests.factories.orders import make_paid_order

WINDOW = timedelta(days=7)


@pytest.fixture
def shop():
    return make_shop(name="青石茶铺")


@pytest.fixture
def boss():
    return make_operator()


@pytest.fixture
def rate(boss) -> None:
    """The platform keeps 5 %."""
    add_rule(operator=boss, target=None, basis_points=500)


@pytest.fixture
def received(shop) -> Callable[..., Order]:
    """An order of the shop that its buyer has, paid and received this moment."""

    def make(price_cents: int = 10_000, pieces: int = 1, of: Any = None) -> Order:
        order = make_paid_order(wanted={make_variant(of or shop, price_cents=price_cents): pieces})
        moves.move(order, to=OrderStatus.SHIPPED)
        return confirm_receipt(order=order, buyer=order.buyer)

    return make


def give_back(order: Order, cents: int) -> None:
    """Refund a part, as after-sales does."""
    payment = Payment.objects.get(trade=order.trade)
    part = next_refund_part(order)
    ask_refund(order=order, payment=payment, amount_cents=cents, reason="aftersale", part=part)


def bank_account(merchant: Merchant, account_no: str = "6222020200112233445") -> BankAccount:
    owner = make_merchant_user(merchant.shop)
    return set_bank_account(merchant=merchant, bank="工商银行", holder="青石茶铺", account_no=account_no, actor=owner)
