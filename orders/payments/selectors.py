"""Which payments a shopper may see, and which wait for attention."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.shops.models import Shop
from config.kernel.access import get_or_missing
from config.kernel.clock import now
from orders.cart.shoppers import Shopper
from orders.checkout.models import Order, OrderStatus, Trade
from orders.checkout.selectors import trades_seen_by
from orders.ledger.models import AccountKind, LedgerAccount, LedgerPosting
from orders.payments.models import (
    CashRule,
    Difference,
    Payment,
    PaymentSplit,
    PaymentState,
    Refund,
    RefundState,
    RefundTo,
    RefundWish,
    RefusedNotice,
    WebhookEvent,
)

CHECK_AFTER = timedelta(seconds=30)
CHECK_HOLDS_AFTER = timedelta(hours=1)
DOUBT_AFTER = timedelta(minutes=5)
BATCH = 200


def payment_for(shopper: Shopper, *, key: str) -> Payment:
    payments = Payment.objects.filter(trade__in=trades_seen_by(shopper)).select_related("trade")
    return get_or_missing(payments, key=key)


def overdue_trades() -> QuerySet[Trade]:
    """Unpaid, not closed, and past their pay window; longest past first."""
    return Trade.objects.filter(paid_at=None, closed_at=None, expires_at__lte=now()).order_by("expires_at")[:BATCH]


def doubtful_payments() -> QuerySet[Payment]:
    """Open attempts nobody has asked about lately, and holds nobody has asked about for an hour."""
    since, for_long = now() - CHECK_AFTER, now() - CHECK_HOLDS_AFTER
    unasked = Q(checked_at=None, created_at__lte=since) | Q(checked_at__lte=since)
    unasked_hold = Q(checked_at=None, created_at__lte=for_long) | Q(checked_at__lte=for_long)
    held = Q(state=PaymentState.HELD) & (unasked_hold | Q(held_until__lte=now()))
    waiting = (Q(state=PaymentState.OPEN) & unasked) | held
    return Payment.objects.filter(waiting).select_related("trade").order_by("checked_at", "pk")[:BATCH]


def holds_to_take() -> QuerySet[Payment]:
    """Money held for orders whose deal has come about."""
    ready = Payment.objects.filter(state=PaymentState.HELD, splits__order__status=OrderStatus.TO_SHIP, refunds=None)
    return ready.order_by("pk")[:BATCH]


def payment_of(order: Order) -> Payment | None:
    """The payment of this order of which something is left to give back: paid, or still held on a card."""
    kept = PaymentSplit.objects.filter(
        order=order,
        payment__state__in=[PaymentState.PAID, PaymentState.HELD],
        refunded_cents__lt=F("captured_cents"),
    )
    share = kept.select_related("payment").order_by("pk").first()
    return share.payment if share else None


def left_of(order: Order, payment: Payment) -> int:
    """What is left to give back of this order's part of a payment."""
    share = payment.splits.filter(order=order).first()
    return share.captured_cents - share.refunded_cents if share else 0


def is_only_held(order: Order) -> bool:
    """Whether the money of this order is still on the buyer's card."""
    return PaymentSplit.objects.filter(order=order, payment__state=PaymentState.HELD).exists()


def waiting_refunds() -> QuerySet[Refund]:
    """Promised and not done, oldest first; how long each pauses between tries is the caller's business."""
    return (
        Refund.objects.filter(state__in=[RefundState.ASKED, RefundState.FAILED])
        .exclude(to=RefundTo.HAND)
        .select_related("payment")
        .order_by("pk")[:BATCH]
    )


# ---- cash ------------------------------------------------------------------------------------------------------


def cash_rule_of(shop: Shop) -> CashRule:
    """The shop's rule; one that was never set is off."""
    return CashRule.objects.filter(shop=shop).first() or CashRule(shop=shop)


def cash_refusal(trade: Trade) -> str | Promise:
    """Why this trade can't be paid at the door; "" when it can."""
    orders = list(trade.orders.select_related("shop__cash_rule"))
    if (
        trade.buyer_id is None
        or not trade.total_cents
        or any(order.deal_kind or order.pickup_point_id for order in orders)
    ):
        return _("Not for this order")
    if trade.total_cents > settings.CASH_MOST_CENTS:
        return _("Too much for cash")
    for order in orders:
        rule = getattr(order.shop, "cash_rule", None)
        if rule is None or not rule.is_on:
            return _("The shop doesn't send against cash")
        if order.total_cents > rule.most_cents:
            return _("Too much for cash")
        if rule.regions and not any(trade.region_code.startswith(one) for one in rule.regions):
            return _("Not in this region")
    return ""


def cash_owed(order: Order) -> int:
    """What the courier has to collect for this order; 0 when nothing."""
    owed = Payment.objects.filter(order=order, state=PaymentState.PROMISED).first()
    return owed.amount_cents if owed else 0


def was_cash_settled(order: Order) -> bool:
    """Whether the cash of this order was collected, or the order was refused at the door."""
    refused = order.status == OrderStatus.CLOSED and order.close_reason == "refused"
    return refused or Payment.objects.filter(order=order, state=PaymentState.PAID).exists()


# ---- wallet ----------------------------------------------------------------------------------------------------


def wallet_of(person: Any, *, currency: str = settings.CURRENCY) -> LedgerAccount | None:
    """The account behind somebody's wallet; opened by the first money."""
    accounts = LedgerAccount.objects.filter(kind=AccountKind.WALLET, owner=str(person.pk), currency=currency)
    return accounts.first()


def balance_of(person: Any, *, currency: str = settings.CURRENCY) -> int:
    found = wallet_of(person, currency=currency)
    return found.balance_cents if found else 0


def wallet_history(person: Any) -> QuerySet[LedgerPosting]:
    """Everything that went into or out of somebody's wallet."""
    return LedgerPosting.objects.filter(account__kind=AccountKind.WALLET, account__owner=str(person.pk)).select_related(
        "entry", "account"
    )


def refund_wish_of(person: Any) -> str:
    """Where this person's refunds go unless they say otherwise."""
    wish = RefundWish.objects.filter(user=person).first() if person is not None else None
    return wish.to if wish else RefundTo.SOURCE


def refund_for(shopper: Shopper, *, number: str) -> Refund:
    """A refund of this shopper's own trade."""
    refunds = Refund.objects.filter(payment__trade__in=trades_seen_by(shopper)).select_related("payment__trade")
    return get_or_missing(refunds, number=number)


# ---- operators -------------------------------------------------------------------------------------------------


def attempts_in_doubt() -> QuerySet[Payment]:
    """Attempts that have been open for long, and holds whose time is nearly over."""
    since, soon = now() - DOUBT_AFTER, now() + timedelta(days=1)
    rows = Payment.objects.filter(
        Q(state=PaymentState.OPEN, created_at__lte=since) | Q(state=PaymentState.HELD, held_until__lte=soon)
    )
    return rows.select_related("trade__buyer")


def held_payments() -> QuerySet[Payment]:
    return Payment.objects.filter(state=PaymentState.HELD).select_related("trade__buyer")


def troubled_refunds() -> QuerySet[Refund]:
    """Refunds that failed, or were asked for long ago."""
    since = now() - DOUBT_AFTER
    rows = Refund.objects.filter(Q(state=RefundState.FAILED) | Q(state=RefundState.ASKED, created_at__lte=since))
    return rows.select_related("payment__trade__buyer", "order")


def odd_messages() -> QuerySet[WebhookEvent]:
    """Messages of providers that we took note of without doing what they say."""
    return WebhookEvent.objects.filter(outcome__in=["ignored", "unknown", "amount_differs"])


def refused_notices() -> QuerySet[RefusedNotice]:
    return RefusedNotice.objects.all()


def open_differences() -> QuerySet[Difference]:
    return Difference.objects.filter(settled_at=None).select_related("payment__trade")


def any_payment(*, key: str) -> Payment:
    """Any payment, for an operator."""
    return get_or_missing(Payment.objects.select_related("trade"), key=key)


def any_refund(*, number: str) -> Refund:
    return get_or_missing(Refund.objects.select_related("payment__trade"), number=number)


def any_difference(*, key: str) -> Difference:
    return get_or_missing(Difference.objects.select_related("payment"), key=key)
