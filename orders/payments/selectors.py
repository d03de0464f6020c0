"""Which payments a shopper may see, and which wait for attention."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q, QuerySet

from config.kernel.access import get_or_missing
from config.kernel.clock import now
from orders.cart.shoppers import Shopper
from orders.checkout.models import Trade
from orders.checkout.selectors import trades_seen_by
from orders.payments.models import Payment, PaymentState, Refund, RefundState

CHECK_AFTER = timedelta(seconds=30)
BATCH = 200


def payment_for(shopper: Shopper, *, key: str) -> Payment:
    payments = Payment.objects.filter(trade__in=trades_seen_by(shopper)).select_related("trade")
    return get_or_missing(payments, key=key)


def overdue_trades() -> QuerySet[Trade]:
    """Unpaid, not closed, and past their pay window; longest past first."""
    return Trade.objects.filter(paid_at=None, closed_at=None, expires_at__lte=now()).order_by("expires_at")[:BATCH]


def doubtful_payments() -> QuerySet[Payment]:
    """Open attempts nobody has asked about lately."""
    since = now() - CHECK_AFTER
    unasked = Q(checked_at=None, created_at__lte=since) | Q(checked_at__lte=since)
    return Payment.objects.filter(unasked, state=PaymentState.OPEN).select_related("trade").order_by("pk")[:BATCH]


def waiting_refunds() -> QuerySet[Refund]:
    """Promised and not done, oldest first; how long each pauses between tries is the caller's business."""
    return (
        Refund.objects.filter(state__in=[RefundState.ASKED, RefundState.FAILED])
        .select_related("payment")
        .order_by("pk")[:BATCH]
    )
