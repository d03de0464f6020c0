"""Which orders are due, what a shop has coming, and what waits for an operator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Case as CaseWhen
from django.db.models import Count, DateTimeField, Exists, F, OuterRef, Q, QuerySet, Sum, When
from django.utils import timezone

from accounts.organisations.models import Merchant
from catalog.shops.models import Shop
from config.kernel.access import get_or_missing
from config.kernel.clock import local_day, now
from orders.aftersales.models import Case
from orders.aftersales.moves import OPEN
from orders.checkout.models import Order, OrderSource, OrderStatus
from orders.ledger.models import AccountKind
from orders.ledger.selectors import balance_of
from orders.payments.models import PaymentState
from orders.settlement.models import BankAccount, LineKind, Payout, PayoutState, Statement, StatementLine

if TYPE_CHECKING:
    from collections.abc import Sequence

BATCH = 500
STILL_HELD = (
    OrderStatus.WAIT_GROUP,
    OrderStatus.TO_SHIP,
    OrderStatus.PARTLY_SHIPPED,
    OrderStatus.SHIPPED,
    OrderStatus.DELIVERED,
    OrderStatus.COMPLETED,
    OrderStatus.CLOSED,
)


def aftersale_window() -> timedelta:
    return timedelta(days=settings.AFTERSALE_DAYS)


def over_by(at: datetime) -> Q:
    """Orders whose after-sale window has ended: received, or closed with something of the money kept."""
    since = at - aftersale_window()
    received = Q(status=OrderStatus.COMPLETED, completed_at__lte=since)
    closed = Q(
        status=OrderStatus.CLOSED,
        closed_at__lte=since,
        payment_splits__payment__state=PaymentState.PAID,
        payment_splits__captured_cents__gt=F("payment_splits__refunded_cents"),
    )
    return received | closed


def unsettled() -> QuerySet[Order]:
    """Orders that may be settled one day: bought here, paid (or free), not settled yet, and nobody complains."""
    is_paid = Q(total_cents=0) | Q(payment_splits__payment__state=PaymentState.PAID)
    orders = Order.objects.filter(is_paid, ~Exists(_complaints()), settlement=None)
    return orders.exclude(source=OrderSource.HISTORY)


def _complaints() -> QuerySet[Case]:
    return Case.objects.filter(order=OuterRef("pk"), status__in=OPEN)


def due_orders(at: datetime | None = None) -> list[int]:
    """The pks of orders to settle now, oldest first."""
    due = unsettled().filter(over_by(at or now())).order_by("pk").values_list("pk", flat=True)
    return list(dict.fromkeys(due[:BATCH]))


# ---- statements -------------------------------------------------------------------------------------------------


def this_monday(at: datetime | None = None) -> date:
    day = local_day(at or now())
    return day - timedelta(days=day.weekday())


def start_of(day: date) -> datetime:
    """Midnight in the site's zone."""
    return timezone.make_aware(datetime.combine(day, time.min))


def open_lines(shop: Shop, currency: str) -> QuerySet[StatementLine]:
    return StatementLine.objects.filter(shop=shop, currency=currency, statement=None)


def shops_with_open_lines(before: datetime) -> list[tuple[int, str]]:
    """(shop, currency) of those with something to state."""
    rows = StatementLine.objects.filter(statement=None, at__lt=before).order_by("shop_id", "currency")
    return list(rows.values_list("shop_id", "currency").distinct())


def carried_from(shop: Shop, currency: str) -> int:
    """What the newest statement left over, because it was too little or negative."""
    last = Statement.objects.filter(shop=shop, currency=currency).select_related("payout").order_by("-week_on").first()
    return 0 if last is None or hasattr(last, "payout") else last.total_cents


def statements_of(merchant: Merchant) -> QuerySet[Statement]:
    return Statement.objects.filter(shop__merchant=merchant).select_related("payout", "shop")


def statement_for(merchant: Merchant, *, number: str) -> Statement:
    return get_or_missing(statements_of(merchant), number=number)


def lines_on(statement: Statement) -> QuerySet[StatementLine]:
    return statement.lines.select_related("order").order_by("pk")


def sums_on(statement: Statement) -> list[tuple[str, int, int]]:
    """(kind, how many lines, their sum) in the order of LineKind."""
    rows = statement.lines.order_by().values_list("kind").annotate(Count("pk"), Sum("cents"))
    found = {kind: (count, cents) for kind, count, cents in rows}
    return [(kind, *found[kind]) for kind in LineKind.values if kind in found]


@dataclass(frozen=True)
class Standing:
    """What a shop has coming: due and not paid out, on its way to the bank, and still held for open orders."""

    due_cents: int
    underway_cents: int
    open_cents: int
    held_cents: int
    carried_cents: int


def standing_of(shop: Shop) -> Standing:
    currency = shop.currency
    underway = Payout.objects.filter(shop=shop, currency=currency, state=PayoutState.SENT)
    return Standing(
        due_cents=balance_of(AccountKind.MERCHANT, owner=shop.slug, currency=currency),
        underway_cents=underway.aggregate(sum=Sum("amount_cents"))["sum"] or 0,
        open_cents=open_lines(shop, currency).aggregate(sum=Sum("cents"))["sum"] or 0,
        held_cents=balance_of(AccountKind.HELD, owner=shop.slug, currency=currency),
        carried_cents=carried_from(shop, currency),
    )


def held_orders(shop: Shop) -> QuerySet[Order]:
    """Orders of a shop whose money is still held, the soonest free first; `free_at` is None while nobody knows."""
    window = aftersale_window()
    free_at = CaseWhen(
        When(status=OrderStatus.COMPLETED, then=F("completed_at") + window),
        When(status=OrderStatus.CLOSED, then=F("closed_at") + window),
        default=None,
        output_field=DateTimeField(),
    )
    held = Order.objects.filter(
        shop=shop, status__in=STILL_HELD, settlement=None, payment_splits__payment__state=PaymentState.PAID
    )
    kept = Sum("payment_splits__captured_cents") - Sum("payment_splits__refunded_cents")
    rows = held.annotate(kept_cents=kept, free_at=free_at, has_case=Exists(_complaints())).filter(kept_cents__gt=0)
    return rows.order_by(F("free_at").asc(nulls_last=True), "pk")


# ---- payouts ----------------------------------------------------------------------------------------------------


def payouts_of(merchant: Merchant) -> QuerySet[Payout]:
    return Payout.objects.filter(shop__merchant=merchant).select_related("statement")


def payouts_in(states: Sequence[str]) -> QuerySet[Payout]:
    payouts = Payout.objects.select_related("statement", "shop__merchant__bank_account", "approved_by")
    return payouts.filter(state__in=states) if states else payouts


def payout_counts() -> dict[str, int]:
    rows = Payout.objects.order_by().values_list("state").annotate(Count("pk"))
    return dict.fromkeys(PayoutState.values, 0) | dict(rows)


def payout_for_operator(*, number: str) -> Payout:
    """Any payout; for operators, whose policy has been checked."""
    return get_or_missing(payouts_in([]), number=number)


def payouts_to_push(quiet: timedelta) -> list[Payout]:
    """Approved and not sent, or sent and not heard of for a while."""
    stale = Q(state=PayoutState.SENT, updated_at__lte=now() - quiet)
    return list(Payout.objects.filter(Q(state=PayoutState.APPROVED) | stale).order_by("pk")[:BATCH])


def bank_account_of(merchant: Merchant) -> BankAccount | None:
    return BankAccount.objects.filter(merchant=merchant).first()
