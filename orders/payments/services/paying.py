"""Money coming in."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from catalog.inventory.errors import OutOfStock
from catalog.inventory.services import allocate, release, reserve
from config.kernel.clock import now
from config.kernel.events import publish
from config.kernel.live import announce
from config.kernel.locks import locked_one
from orders.checkout import deals, moves
from orders.checkout.deals import DealOver
from orders.checkout.models import Order, OrderStatus, Trade
from orders.checkout.services import hold_stock, locked_orders, return_promotions
from orders.payments.errors import AmountDiffers, NotPayable
from orders.payments.events import TradePaid
from orders.payments.gateways import default_gateway, gateway_named
from orders.payments.gateways.base import Charge, ChargeState
from orders.payments.models import Payment, PaymentSplit, PaymentState, RefundKind, RefundState
from orders.payments.services.booking import book_capture
from orders.payments.services.refunding import ask_refund, ask_whole_refund, turn_into_refund
from orders.promotions import services as promotions

UNPAID = "unpaid"
PAID_LATE = "paid_late"


@transaction.atomic
def open_payment(*, trade: Trade, gateway: str = "") -> Payment | None:
    """The attempt to pay this trade: the open one, or a new one. None when there is nothing to pay: then it is paid.

    A deal may come to nothing, so its money is only held where the gateway can do that.
    """
    deals.lock_deals(trade_pk=trade.pk)
    trade = locked_one(Trade.objects.all(), trade.pk)
    if trade.paid_at or trade.closed_at or is_over(trade):
        raise NotPayable
    if trade.total_cents == 0:
        _accept(trade, locked_orders(trade))
        return None
    waiting = trade.payments.filter(state=PaymentState.OPEN).first()
    if waiting:
        return waiting
    provider = gateway_named(gateway) if gateway else default_gateway()
    return trade.payments.create(
        gateway=provider.name,
        amount_cents=trade.total_cents,
        currency=trade.currency,
        is_hold=provider.can_hold and trade.orders.exclude(deal_kind="").exists(),
    )


def is_over(trade: Trade) -> bool:
    """Whether its pay window has ended; a trade that will be paid at the door has none any more."""
    return trade.expires_at is None or trade.expires_at <= now()


@transaction.atomic
def capture_payment(*, payment: Payment, charge: Charge) -> Payment:
    """Book a payment the provider vouches for. Twice is once; what comes too late is refunded unless there is stock."""
    deals.lock_deals(trade_pk=payment.trade_id)
    trade = locked_one(Trade.objects.all(), payment.trade_id)
    orders = locked_orders(trade)
    payment = locked_one(Payment.objects.all(), payment.pk)
    if payment.state == PaymentState.PAID or (payment.state, charge.state) == (PaymentState.HELD, ChargeState.HELD):
        return payment
    if (charge.amount_cents, charge.currency) != (payment.amount_cents, payment.currency):
        raise AmountDiffers
    was_held = payment.state == PaymentState.HELD
    _write(payment, charge)
    if was_held:
        book_capture(payment)
        _turn_voids_into_refunds(payment)
    elif trade.paid_at or trade.payments.filter(state=PaymentState.PROMISED).exists():
        book_capture(payment)
        ask_whole_refund(payment=payment, reason="paid_twice")
    else:
        _accept(trade, orders, payment)
    _announce(payment, trade)
    return payment


def _write(payment: Payment, charge: Charge) -> None:
    """What the provider says becomes what we know. A card that is charged later was still paid when it was held."""
    payment.state = PaymentState.HELD if charge.state == ChargeState.HELD else PaymentState.PAID
    payment.failure, payment.held_until = "", charge.held_until
    payment.provider_ref = charge.provider_ref or payment.provider_ref
    payment.paid_at = payment.paid_at or charge.paid_at or now()
    fields = ["state", "failure", "held_until", "provider_ref", "paid_at", "updated_at"]
    payment.save(update_fields=fields)


def _turn_voids_into_refunds(payment: Payment) -> None:
    """The money was taken in the moment it should have been let go: then it has to come back."""
    for refund in payment.refunds.filter(kind=RefundKind.VOID).exclude(state=RefundState.DONE):
        turn_into_refund(refund=refund)


def _accept(trade: Trade, orders: list[Order], payment: Payment | None = None) -> None:
    """The money is there: each order gets its share and goes on, or gives it back."""
    paid_at = payment.paid_at if payment and payment.paid_at else now()
    trade.paid_at, trade.closed_at = paid_at, None
    trade.save(update_fields=["paid_at", "closed_at", "updated_at"])
    is_covered = promotions.spend(reference=trade.number)
    hold_stock(orders)
    turned_away: list[tuple[Order, str]] = []
    for order in orders:
        if payment is not None and order.total_cents:
            PaymentSplit.objects.create(payment=payment, order=order, captured_cents=order.total_cents)
        try:
            _take_in(order, paid_at, is_covered=is_covered)
        except DealOver as over:
            _turn_away(order, over.reason)
            turned_away.append((order, over.reason))
    if payment is not None:
        book_capture(payment)
    for order, reason in turned_away:
        ask_refund(order=order, payment=payment, amount_cents=order.total_cents, reason=reason)
    publish(TradePaid(trade_id=trade.pk))


@transaction.atomic
def _take_in(order: Order, paid_at: datetime, *, is_covered: bool) -> None:
    """The order goes on, if it is still wanted, its goods are there and its deal is still to be had; else DealOver."""
    if not _still_wanted(order):
        raise DealOver(order.close_reason)
    if not (is_covered and _keep_goods(order)):
        raise DealOver(PAID_LATE)
    handler = deals.handler_of(order.deal_kind) if order.deal_kind else None
    target = handler.accept(order=order, paid_at=paid_at) if handler else OrderStatus.TO_SHIP
    moves.move(order, to=target, reason=PAID_LATE if order.status == OrderStatus.CLOSED else "paid")
    if handler:
        handler.accepted(order=order)


def _turn_away(order: Order, reason: str) -> None:
    """The money came too late for this order: what was still kept for it goes back, and then the money does."""
    moves.move(order, to=OrderStatus.REFUNDING, reason=reason)
    return_promotions(order)
    release(reference=order.number)
    deals.let_go(order, reason=reason)


def keep_promised(trade: Trade, orders: list[Order], *, reason: str) -> None:
    """The buyer pays at the door: every order goes on unpaid, with its goods kept, or none does. Trade and orders are
    locked."""
    is_covered = promotions.spend(reference=trade.number)
    hold_stock(orders)
    for order in orders:
        if order.status != OrderStatus.PENDING_PAYMENT or not (is_covered and _keep_goods(order)):
            raise NotPayable
        moves.move(order, to=OrderStatus.TO_SHIP, reason=reason, is_paid=order.total_cents == 0)


def _still_wanted(order: Order) -> bool:
    return order.status == OrderStatus.PENDING_PAYMENT or (
        order.status == OrderStatus.CLOSED and order.close_reason == UNPAID
    )


def _keep_goods(order: Order) -> bool:
    """Turn the reservation into an allocation; where it was given back, take the pieces anew if there are any."""
    wanted: dict[int, int] = {}
    for line in order.lines.all():
        if line.variant_id is None:
            return False
        wanted[line.variant_id] = line.quantity
    try:
        with transaction.atomic():
            reserve(reference=order.number, wanted=wanted, expires_at=None)
            allocate(reference=order.number)
    except OutOfStock:
        return False
    return True


@transaction.atomic
def fail_payment(*, payment: Payment, charge: Charge) -> Payment:
    """The provider declined. The order stays as it is, and may be paid by another attempt while it is held."""
    changed = Payment.objects.filter(pk=payment.pk, state=PaymentState.OPEN).update(
        state=PaymentState.FAILED, failure=charge.failure[:80], updated_at=now()
    )
    payment.refresh_from_db()
    if changed:
        _announce(payment, payment.trade)
    return payment


def close_attempt(*, payment: Payment) -> Payment:
    """Nobody pays this any more."""
    open_ = Payment.objects.filter(pk=payment.pk, state=PaymentState.OPEN)
    open_.update(state=PaymentState.CLOSED, updated_at=now())
    payment.refresh_from_db()
    return payment


def _announce(payment: Payment, trade: Trade) -> None:
    if trade.buyer_id:
        announce(users=[trade.buyer_id], topic=f"payment:{payment.key}")
