"""The after-sale window is over: what was held for an order becomes its shop's. Refunds after that come off again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.identity.models import User
from accounts.organisations.models import Membership
from catalog.shops.models import Shop
from config.kernel.audit import record
from config.kernel.clock import now
from config.kernel.events import publish
from orders.checkout import moves
from orders.checkout.models import Order, OrderStatus
from orders.ledger.models import AccountKind, EntryKind
from orders.ledger.services import Draft, Leg, account, post_draft
from orders.payments.models import Refund, RefundKind
from orders.payments.services.booking import Opened, settlement_key
from orders.settlement.bills import bill_of, captured_of
from orders.settlement.errors import AdjustmentOfNothing, OwnPayout
from orders.settlement.events import OrderSettled
from orders.settlement.models import LineKind, Settlement, StatementLine
from orders.settlement.selectors import over_by, unsettled
from orders.settlement.sums import Line, lines_of, refund_lines, sum_of

COMMISSION = (LineKind.COMMISSION, LineKind.COMMISSION_BACK)
SUBSIDY = (LineKind.SUBSIDY, LineKind.SUBSIDY_BACK)
SETTLED = "settled"


@transaction.atomic
def settle_order(*, order_pk: int) -> Settlement | None:
    """Settle one order, once. None when it isn't due (any more), or somebody else is at it this moment."""
    order = Order.objects.filter(pk=order_pk).select_for_update(of=("self",), skip_locked=True).first()
    if order is None or not unsettled().filter(over_by(now()), pk=order_pk).exists():
        return None
    lines = lines_of(bill_of(order))
    settlement = settlement_of(order, lines)
    settlement.save(force_insert=True)
    StatementLine.objects.bulk_create([statement_line(order, line) for line in lines])
    if order.status == OrderStatus.COMPLETED:
        moves.move(order, to=OrderStatus.SETTLED, reason=SETTLED)
    publish(OrderSettled(order_id=order.pk))
    if draft := settlement_entry(order, settlement):
        post_draft(draft)
    return settlement


def settlement_of(order: Order, lines: Sequence[Line], at: datetime | None = None) -> Settlement:
    """The sums of an order's lines, not saved yet. They agree with what its payments say."""
    captured, refunded = captured_of(order)
    settlement = Settlement(
        order=order,
        settled_at=at or now(),
        kept_cents=captured - refunded,
        commission_cents=-sum_of(lines, *COMMISSION),
        subsidy_cents=sum_of(lines, *SUBSIDY),
    )
    if settlement.merchant_cents != sum(line.cents for line in lines):
        raise ArithmeticError(f"{order.number}: its lines are not what was paid for it")
    return settlement


def statement_line(order: Order, line: Line, at: datetime | None = None) -> StatementLine:
    return StatementLine(
        key=line.key,
        shop_id=order.shop_id,
        currency=order.currency,
        kind=line.kind,
        order=order,
        cents=line.cents,
        facts=line.facts,
        at=at or now(),
    )


def settlement_entry(order: Order, settlement: Settlement, opened: Opened = account) -> Draft | None:
    """Held → the shop and the commission; the platform adds its share of discounts. None when nothing moves."""
    currency, number = order.currency, order.number
    amounts = [
        (AccountKind.HELD, order.shop.slug, -settlement.kept_cents),
        (AccountKind.MERCHANT, order.shop.slug, settlement.merchant_cents),
        (AccountKind.COMMISSION, "", settlement.commission_cents),
        (AccountKind.SUBSIDY, "", -settlement.subsidy_cents),
    ]
    legs = [Leg(opened(kind, owner=owner, currency=currency), cents) for kind, owner, cents in amounts if cents]
    if not legs:
        return None
    return Draft(key=settlement_key(order), kind=EntryKind.SETTLEMENT, legs=legs, reference=number)


@transaction.atomic
def note_refund(*, refund: Refund) -> list[StatementLine]:
    """Put a refund of a settled order on the shop's next statement, with the commission it gets back. Once."""
    if refund.order_id is None or refund.kind != RefundKind.REFUND:
        return []
    order = Order.objects.select_for_update(of=("self",)).select_related("shop").get(pk=refund.order_id)
    is_known = StatementLine.objects.filter(key=f"refund:{refund.number}").exists()
    if is_known or not Settlement.objects.filter(order=order).exists():
        return []
    lines = refund_lines(bill_of(order), refund.number)
    rows = StatementLine.objects.bulk_create([statement_line(order, line) for line in lines])
    if draft := clawback_entry(order, refund.number, lines):
        post_draft(draft)
    return rows


def clawback_entry(order: Order, number: str, lines: Sequence[Line], opened: Opened = account) -> Draft | None:
    """Commission back to the shop, its share of the platform's discounts back to the platform."""
    commission, subsidy = sum_of(lines, LineKind.COMMISSION_BACK), sum_of(lines, LineKind.SUBSIDY_BACK)
    amounts = [
        (AccountKind.COMMISSION, "", -commission),
        (AccountKind.SUBSIDY, "", -subsidy),
        (AccountKind.MERCHANT, order.shop.slug, commission + subsidy),
    ]
    legs = [
        Leg(opened(kind, owner=owner, currency=order.currency), cents, order.number)
        for kind, owner, cents in amounts
        if cents
    ]
    if not legs:
        return None
    return Draft(key=f"{EntryKind.CLAWBACK}:{number}", kind=EntryKind.CLAWBACK, legs=legs, reference=number)


@transaction.atomic
def adjust(*, shop: Shop, cents: int, reason: str, operator: User, key: str) -> StatementLine:
    """Give a shop more or less, with a reason it reads on its statement. Once per key."""
    if Membership.objects.filter(merchant=shop.merchant_id, user=operator).exists():
        raise OwnPayout
    if cents == 0:
        raise AdjustmentOfNothing(field="cents")
    line, is_new = StatementLine.objects.get_or_create(
        key=f"adjustment:{key}",
        defaults={
            "shop": shop,
            "currency": shop.currency,
            "kind": LineKind.ADJUSTMENT,
            "cents": cents,
            "facts": {"reason": reason},
        },
    )
    if is_new:
        record(actor=operator, action="orders.statement_adjusted", target=shop, reason=reason, after={"cents": cents})
        legs = [
            Leg(account(AccountKind.MERCHANT, owner=shop.slug, currency=shop.currency), cents),
            Leg(account(AccountKind.WRITE_OFF, currency=shop.currency), -cents),
        ]
        post_draft(Draft(key=line.key, kind=EntryKind.ADJUSTMENT, legs=legs, reference=f"A-{key}", memo=reason))
    return line
