"""Cash on delivery: the goods go out against a promise, and are handed over for the whole sum."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import transaction

from catalog.inventory.services import release
from catalog.shops.models import Shop
from config.kernel.clock import now
from config.kernel.errors import Invalid
from config.kernel.events import publish
from config.kernel.locks import locked_one
from config.kernel.templatetags.hetang import cents
from orders.checkout import deals, moves
from orders.checkout.models import Order, OrderStatus, Trade
from orders.checkout.services import hold_stock, locked_orders, return_promotions
from orders.payments.errors import (
    CashGoesWhole,
    CashNotConfirmed,
    MethodNotOffered,
    NotCapturedYet,
    NothingToCollect,
    NotPayable,
    OtherSumCollected,
)
from orders.payments.events import TradePaid
from orders.payments.models import CashRule, Payment, PaymentSplit, PaymentState
from orders.payments.selectors import cash_owed, cash_refusal, is_only_held
from orders.payments.services.booking import book_capture
from orders.payments.services.paying import is_over, keep_promised
from orders.payments.services.refunding import call_off_cash

CASH = "cod"
REFUSED = "refused"
PROMISED_REASON = "cash_promised"


@transaction.atomic
def promise_cash(*, payment: Payment, buyer: Any) -> Payment:
    """The buyer will pay at the door: the shop packs it now. Each order of the trade is collected on its own."""
    deals.lock_deals(trade_pk=payment.trade_id)
    trade = locked_one(Trade.objects.all(), payment.trade_id)
    orders = locked_orders(trade)
    payment = locked_one(Payment.objects.all(), payment.pk)
    if payment.state == PaymentState.PROMISED:
        return payment
    if payment.gateway != CASH or payment.state != PaymentState.OPEN or trade.paid_at or trade.closed_at:
        raise NotPayable
    if trade.buyer_id != buyer.pk or is_over(trade):
        raise NotPayable
    if refusal := cash_refusal(trade):
        raise MethodNotOffered(why=refusal)
    trade.expires_at = None
    trade.save(update_fields=["expires_at", "updated_at"])
    _share_out(payment, trade, orders)
    keep_promised(trade, orders, reason=PROMISED_REASON)
    return payment


def _share_out(payment: Payment, trade: Trade, orders: list[Order]) -> None:
    """One payment an order: the attempt becomes the first, the others get one of their own."""
    first, *others = [order for order in orders if order.total_cents]
    payment.order, payment.amount_cents, payment.state = first, first.total_cents, PaymentState.PROMISED
    payment.save(update_fields=["order", "amount_cents", "state", "updated_at"])
    for order in others:
        trade.payments.create(
            gateway=CASH,
            order=order,
            amount_cents=order.total_cents,
            currency=order.currency,
            state=PaymentState.PROMISED,
        )


@transaction.atomic
def collect_cash(*, order: Order, amount_cents: int, actor: Any = None) -> Payment:
    """The courier has the money in hand: now the order is paid. Only the whole sum; twice is once."""
    trade = locked_one(Trade.objects.all(), order.trade_id)
    order = locked_one(Order.objects.all(), order.pk)
    payment = Payment.objects.select_for_update().filter(order=order, gateway=CASH).order_by("-pk").first()
    if payment is not None and payment.state == PaymentState.PAID:
        return payment
    if payment is None or payment.state != PaymentState.PROMISED:
        raise NothingToCollect
    if amount_cents != payment.amount_cents:
        raise OtherSumCollected(field="cash", sum=cents(payment.amount_cents, payment.currency))
    payment.state, payment.paid_at = PaymentState.PAID, now()
    payment.provider_ref = f"courier-{actor.pk}" if actor is not None else ""
    payment.save(update_fields=["state", "paid_at", "provider_ref", "updated_at"])
    PaymentSplit.objects.create(payment=payment, order=order, captured_cents=payment.amount_cents)
    moves.mark_paid(order, at=payment.paid_at)
    book_capture(payment)
    if trade.paid_at is None and not trade.payments.filter(state=PaymentState.PROMISED).exists():
        trade.paid_at = payment.paid_at
        trade.save(update_fields=["paid_at", "updated_at"])
        publish(TradePaid(trade_id=trade.pk))
    return payment


@transaction.atomic
def refuse_cash(*, order: Order, actor: Any = None) -> Order:
    """Not taken at the door: nothing was paid, so the order simply closes; its goods travel back to the shop."""
    order = locked_one(Order.objects.all(), order.pk)
    if order.status == OrderStatus.CLOSED and order.close_reason == REFUSED:
        return order
    if not cash_owed(order):
        raise NothingToCollect
    moves.move(order, to=OrderStatus.CLOSED, actor=actor, reason=REFUSED)
    return_promotions(order)
    hold_stock([order])
    release(reference=order.number)
    call_off_cash(order)
    return order


def set_cash_rule(*, shop: Shop, is_on: bool, most_cents: int, regions: Sequence[str] = ()) -> CashRule:
    """Whether this shop sends against cash, up to how much an order, and where."""
    if not 0 < most_cents <= settings.CASH_MOST_CENTS:
        raise Invalid(field="most_cents")
    if any(not (one.isascii() and one.isdigit() and 2 <= len(one) <= 6) for one in regions):
        raise Invalid(field="regions")
    told = {"is_on": is_on, "most_cents": most_cents, "regions": sorted(set(regions))}
    rule, _is_new = CashRule.objects.update_or_create(shop=shop, defaults=told)
    return rule


def check_shippable(order: Order, *, is_whole: bool) -> None:
    """Goods leave only against money that is there, or against cash at the door in one parcel."""
    if is_only_held(order):
        raise NotCapturedYet
    if not is_whole and cash_owed(order):
        raise CashGoesWhole


def lock_for_cash(*, order_pk: int) -> None:
    """Trades are locked before their orders: whoever may collect cash begins here."""
    promised = Payment.objects.filter(order=order_pk, state=PaymentState.PROMISED).values_list("trade_id", flat=True)
    for trade_pk in promised:
        locked_one(Trade.objects.all(), trade_pk)


def take_at_the_door(*, order: Order, told_cents: int | None, actor: Any) -> None:
    """A parcel is being handed over: where cash is owed, the courier says that they have it."""
    owed = cash_owed(order)
    if not owed:
        return
    if told_cents is None:
        raise CashNotConfirmed(field="cash", sum=cents(owed, order.currency))
    collect_cash(order=order, amount_cents=told_cents, actor=actor)
