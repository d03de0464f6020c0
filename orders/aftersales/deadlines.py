"""How long each side may be silent, and since when."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from config.kernel.clock import now
from orders.aftersales.models import Case, CaseStatus
from orders.checkout.models import Order, OrderStatus

S = CaseStatus
BUYER_DECIDES = timedelta(days=7)
NEW_GOODS_WITHIN = timedelta(days=3)
NEVER_SCANNED = timedelta(days=15)


def due_after(case: Case, status: str) -> datetime | None:
    """When silence in this state counts as an answer; None where nobody is waited for, or a person has to look."""
    waits = {
        S.APPLIED: timedelta(hours=settings.AFTERSALE_ANSWER_HOURS),
        S.OFFERED: BUYER_DECIDES,
        S.REJECTED: BUYER_DECIDES,
        S.GOODS_REFUSED: BUYER_DECIDES,
        S.AGREED: timedelta(days=settings.AFTERSALE_SHIP_BACK_DAYS),
        S.RULED: timedelta(days=settings.AFTERSALE_SHIP_BACK_DAYS),
        S.BUYER_SHIPPING: NEVER_SCANNED,
        S.GOODS_RECEIVED: NEW_GOODS_WITHIN,
        S.RESHIPPED: NEVER_SCANNED,
    }
    wait = waits.get(S(status))
    return now() + wait if wait else None


def due_after_delivery(case: Case) -> datetime:
    """A parcel of the case has arrived: how long the one who got it may look at it."""
    days = settings.RETURN_CHECK_DAYS if case.status == S.BUYER_SHIPPING else settings.AUTO_CONFIRM_DAYS
    return now() + timedelta(days=days)


def window_ends_at(order: Order) -> datetime | None:
    """Until when a case may be opened; None while the order is still on its way."""
    if order.status != OrderStatus.COMPLETED or order.completed_at is None:
        return None
    return order.completed_at + timedelta(days=settings.AFTERSALE_DAYS)
