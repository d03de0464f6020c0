"""Refunds are sent as soon as the transaction that promised them is safe."""

from __future__ import annotations

from functools import partial

from django.db import transaction

from config.kernel.events import subscribe
from orders.payments.events import RefundAsked
from orders.payments.models import Refund
from orders.payments.services import send_refund


@subscribe(RefundAsked)
def send_promised_refund(event: RefundAsked) -> None:
    """After the delivery's own transaction, so that the provider is called outside of it; a timer repeats failures."""
    refund = Refund.objects.get(pk=event.refund_id)
    transaction.on_commit(partial(send_refund, refund=refund), robust=True)
