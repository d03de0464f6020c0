"""Carts and orders in any state, made by the services, so that money and stock are true."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalog.products.models import Variant
from catalog.shops.models import Shop
from config.kernel.clock import now
from orders.cart.services import put_in
from orders.cart.shoppers import Shopper
from orders.checkout.models import Order, Trade
from orders.checkout.services import Agreed, Delivery, place_trade
from orders.freight.models import FreightRule, FreightTemplate
from orders.payments.gateways import gateway_named
from orders.payments.gateways.base import Charge, ChargeState
from orders.payments.models import Payment, SandboxCharge
from orders.payments.services import capture_payment, open_payment
from orders.payments.services.watching import start_payment
from tests.factories.accounts import UserFactory
from tests.factories.catalog import make_variant

DELIVERY = Delivery(
    recipient="林小满", phone="13812345678", region_code="330106", street="文三路 100 号", email="xiaoman@example.test"
)


def shopper_for(user: Any = None, **fields: Any) -> Shopper:
    """A member; `Shopper(cart_token=…)` makes a guest."""
    return Shopper(user=user or UserFactory(), **fields)


def freight(shop: Shop, *rules: Mapping[str, Any], unit: str = "count") -> FreightTemplate:
    """The shop's price list for sending; without rules, ¥8 everywhere, free from ¥99."""
    template = FreightTemplate.objects.create(shop=shop, name="Standard", unit=unit, is_default=True)
    for rule in rules or ({"first_cents": 800, "next_cents": 200, "free_over_cents": 9900},):
        FreightRule.objects.create(template=template, **rule)
    return template


def fill_cart(shopper: Shopper, wanted: Mapping[Variant, int]) -> None:
    for variant, quantity in wanted.items():
        put_in(shopper=shopper, variant_key=variant.key, quantity=quantity)


def make_trade(
    buyer: Any = None,
    wanted: Mapping[Variant, int] | None = None,
    *,
    shopper: Shopper | None = None,
    delivery: Delivery = DELIVERY,
    notes: Mapping[str, str] | None = None,
) -> Trade:
    """A placed, unpaid trade: one order for each shop among the variants."""
    shopper = shopper or shopper_for(buyer)
    fill_cart(shopper, wanted or {make_variant(): 1})
    return place_trade(shopper=shopper, delivery=delivery, agreed=Agreed(), notes=notes or {})


def paid_charge(payment: Payment) -> Charge:
    """What the sandbox's books say once the buyer has paid."""
    start_payment(payment=payment)
    SandboxCharge.objects.filter(out_trade_no=payment.out_trade_no).update(state=ChargeState.PAID, paid_at=now())
    return gateway_named(payment.gateway).query(payment.attempt)


def pay(trade: Trade) -> Trade:
    """Pay an unpaid trade as if the provider's message had arrived."""
    payment = open_payment(trade=trade)
    if payment is not None:
        capture_payment(payment=payment, charge=paid_charge(payment))
    trade.refresh_from_db()
    return trade


def make_order(buyer: Any = None, wanted: Mapping[Variant, int] | None = None, **fields: Any) -> Order:
    """One unpaid order (the variants belong to one shop)."""
    return make_trade(buyer, wanted, **fields).orders.get()


def make_paid_order(buyer: Any = None, wanted: Mapping[Variant, int] | None = None, **fields: Any) -> Order:
    """One order that waits to be shipped, its pieces allocated."""
    return pay(make_trade(buyer, wanted, **fields)).orders.get()
