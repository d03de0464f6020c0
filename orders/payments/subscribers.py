"""What follows when money has come in, or was promised back."""

from __future__ import annotations

from functools import partial

from django.db import transaction

from config.kernel.events import subscribe
from orders.checkout.events import OrderMoved
from orders.checkout.mails import send_guest_link
from orders.checkout.models import OrderStatus, Trade
from orders.payments.events import RefundAsked, TradePaid
from orders.payments.models import Payment, PaymentState, Refund
from orders.payments.services import send_refund, take_held


@subscribe(RefundAsked)
def send_promised_refund(event: RefundAsked) -> None:
    """After the delivery's own transaction, so that the provider is called outside of it; a timer repeats failures."""
    refund = Refund.objects.get(pk=event.refund_id)
    transaction.on_commit(partial(send_refund, refund=refund), robust=True)


@subscribe(OrderMoved)
def take_what_is_held(event: OrderMoved) -> None:
    """The deal has come about: take the money from the card. A timer repeats failures."""
    if event.to_status != OrderStatus.TO_SHIP:
        return
    for payment in Payment.objects.filter(state=PaymentState.HELD, splits__order=event.order_id):
        transaction.on_commit(partial(take_held, payment=payment), robust=True)


@subscribe(TradePaid)
def write_to_guest(event: TradePaid) -> None:
    """Somebody without an account gets the link to their order."""
    trade = Trade.objects.get(pk=event.trade_id)
    if trade.buyer_id is None and trade.email:
        send_guest_link(trade)
