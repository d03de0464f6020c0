"""Weeks of the demo that were settled, stated and paid out; one shop owes, one payout came back, the newest wait."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings

from catalog.shops.models import Shop
from config.kernel.clock import local_day
from config.kernel.demo import World, times_as_given
from orders.checkout.models import Order, OrderMove, OrderStatus
from orders.ledger.models import EntryKind
from orders.ledger.services import Draft, account
from orders.payments.models import PaymentSplit, PaymentState, Refund, RefundState, SandboxCharge
from orders.payments.services.refunding import refund_number
from orders.settlement.bills import bills_of
from orders.settlement.channels import FAILED, PAID
from orders.settlement.models import (
    BankAccount,
    Payout,
    PayoutState,
    SandboxTransfer,
    Settlement,
    Statement,
    StatementLine,
)
from orders.settlement.selectors import aftersale_window, over_by, start_of, this_monday, unsettled
from orders.settlement.services.paying import payout_entry
from orders.settlement.services.settling import (
    SETTLED,
    clawback_entry,
    settlement_entry,
    settlement_of,
    statement_line,
)
from orders.settlement.services.stating import payout_of
from orders.settlement.sums import lines_of, refund_lines

BANKS = ("中国工商银行杭州文三路支行", "招商银行苏州园区支行", "中国建设银行景德镇分行", "中国农业银行成都锦里支行")
BATCH = 2000
WEEK = timedelta(days=7)


@dataclass
class Books:
    """What settling leaves to be posted, and the lines of each shop."""

    drafts: list[Draft] = field(default_factory=list)
    lines: dict[int, list[StatementLine]] = field(default_factory=lambda: defaultdict(list))


def settle(world: World) -> list[Draft]:
    """Everything of settlement as rows; the entries it makes come back, for the ledger to be written in one go."""
    opened, books = cache(account), Books()
    with times_as_given(OrderMove, Refund, Payout, BankAccount):
        orders = _settle_orders(world, books, opened)
        _refund_after(world, books, orders, opened)
        _bank_accounts(world)
        _state(world, books, opened)
    return books.drafts


# ---- orders -----------------------------------------------------------------------------------------------------


def _settle_orders(world: World, books: Books, opened: Any) -> list[Order]:
    due = unsettled().filter(over_by(world.now), status=OrderStatus.COMPLETED, completed_at__isnull=False)
    orders = list(due.select_related("shop").distinct().order_by("pk"))
    bills, moves, settlements = bills_of(orders), [], []
    for order in orders:
        at = (order.completed_at or world.now) + aftersale_window() + timedelta(minutes=3)
        lines = lines_of(bills[order.pk])
        settlements.append(settlement_of(order, lines, at))
        books.lines[order.shop_id] += [statement_line(order, line, at) for line in lines]
        if draft := settlement_entry(order, settlements[-1], opened):
            books.drafts.append(_at(draft, at))
        moves.append(
            OrderMove(order=order, from_status=order.status, to_status=OrderStatus.SETTLED, reason=SETTLED, at=at)
        )
        order.status = OrderStatus.SETTLED
    Settlement.objects.bulk_create(settlements, BATCH)
    OrderMove.objects.bulk_create(moves, BATCH)
    Order.objects.bulk_update(orders, ["status"], BATCH)
    settled = {order.pk for order in orders}
    for known in world.orders:
        if known.pk in settled:
            known.status = OrderStatus.SETTLED
    return orders


def _at(draft: Draft, at: datetime) -> Draft:
    return Draft(draft.key, draft.kind, draft.legs, draft.reference, draft.memo, at)


# ---- refunds after settlement -----------------------------------------------------------------------------------


def _refund_after(world: World, books: Books, orders: Sequence[Order], opened: Any) -> None:
    """A little of a big shop's week goes back; all of a small shop's, and more: it owes."""
    last = this_monday(world.now) - WEEK
    at = start_of(last) + timedelta(days=5, hours=11)
    before = [order for order in orders if (order.completed_at or at) + aftersale_window() < at]
    if not before or at > world.now:
        return
    first = [order for order in before if order.shop_id == world.shops[0].pk]
    for order in first[-1:]:
        _refund(world, books, order, order.items_cents // 2, at, opened)
    earned = {shop.pk: _earned(books.lines[shop.pk], start_of(last), start_of(last + WEEK)) for shop in world.shops[2:]}
    with_orders = {order.shop_id for order in before}
    small = min((pk for pk in earned if pk in with_orders), key=lambda pk: (earned[pk], pk), default=None)
    left = earned.get(small, 0) if small else 0
    for order in [one for one in before if one.shop_id == small][::-1]:
        if left < 0:
            break
        left -= _refund(world, books, order, order.total_cents, at, opened)


def _earned(lines: Sequence[StatementLine], start: datetime, end: datetime) -> int:
    return sum(line.cents for line in lines if start <= line.at < end)


def _refund(world: World, books: Books, order: Order, cents: int, at: datetime, opened: Any) -> int:
    """Write a refund of a settled order, as after-sales would have asked for it; what it cost the shop."""
    split = (
        PaymentSplit.objects.select_related("payment__trade")
        .filter(order=order, payment__state=PaymentState.PAID, payment__gateway="sandbox", refunded_cents=0)
        .first()
    )
    if split is None or not cents:
        return 0
    refund = Refund.objects.create(
        number=refund_number(order, order.refunds.count() + 1),
        payment=split.payment,
        order=order,
        amount_cents=cents,
        state=RefundState.DONE,
        reason="aftersale",
        tries=1,
        done_at=at + timedelta(minutes=4),
        created_at=at,
        updated_at=at + timedelta(minutes=4),
    )
    PaymentSplit.objects.filter(pk=split.pk).update(refunded_cents=cents)
    charge = SandboxCharge.objects.get(out_trade_no=split.payment.out_trade_no)
    charge.refunded_cents += cents
    charge.refunds = {**charge.refunds, refund.number: cents}
    charge.save()
    fresh = Order.objects.select_related("shop").get(pk=order.pk)
    lines = refund_lines(bills_of([fresh])[fresh.pk], refund.number)
    books.lines[order.shop_id] += [statement_line(fresh, line, at) for line in lines]
    if draft := clawback_entry(fresh, refund.number, lines, opened):
        books.drafts.append(_at(draft, at + timedelta(seconds=2)))
    return -sum(line.cents for line in lines)


# ---- statements and payouts -------------------------------------------------------------------------------------


def _bank_accounts(world: World) -> None:
    """Every merchant but the newest has one; that of the third was closed."""
    dice = world.dice("banks")
    known_at = world.now - timedelta(weeks=13)
    for place, merchant in enumerate(world.merchants[:-1] or world.merchants):
        tail = "0000" if place == 2 else f"{dice.randint(2000, 8999)}"
        BankAccount.objects.create(
            merchant=merchant,
            bank=BANKS[place % len(BANKS)],
            holder=merchant.name,
            account_no=f"62220{dice.randrange(10**10):010d}{tail}",
            verified_at=None if tail == "0000" else known_at,
            created_at=known_at,
            updated_at=known_at,
        )


def _state(world: World, books: Books, opened: Any) -> None:
    dice = world.dice("statements")
    operator, monday = world.cast["operator"], this_monday(world.now)
    accounts = {one.merchant_id: one for one in BankAccount.objects.all()}
    for shop in world.shops:
        carried = 0
        lines = sorted(books.lines[shop.pk], key=lambda line: line.at)
        for week_on, its in _weeks(lines):
            if week_on >= monday:
                continue
            statement = _statement(shop, week_on, its, carried, f"S-{world.public_id(dice, 10)}")
            carried = statement.total_cents
            if carried >= settings.PAYOUT_LEAST_CENTS:
                carried = 0
                payout = _payout(
                    world, statement, accounts.get(shop.merchant_id), operator, f"PO-{world.public_id(dice, 10)}"
                )
                books.drafts += _payout_drafts(payout, opened)
        StatementLine.objects.bulk_create(lines, BATCH)


def _weeks(lines: Sequence[StatementLine]) -> Iterator[tuple[date, list[StatementLine]]]:
    by_week: dict[date, list[StatementLine]] = defaultdict(list)
    for line in lines:
        day = local_day(line.at)
        by_week[day - timedelta(days=day.weekday())].append(line)
    yield from sorted(by_week.items())


def _statement(shop: Shop, week_on: date, lines: Sequence[StatementLine], carried: int, number: str) -> Statement:
    total = sum(line.cents for line in lines)
    statement = Statement.objects.create(
        number=number,
        shop=shop,
        currency=shop.currency,
        week_on=week_on,
        carried_cents=carried,
        lines_cents=total,
        total_cents=carried + total,
        made_at=start_of(week_on + WEEK) + timedelta(minutes=20),
    )
    for line in lines:
        line.statement = statement
    return statement


def _payout(world: World, statement: Statement, bank_account: BankAccount | None, operator: Any, number: str) -> Payout:
    """Older ones arrived; last week's wait for an operator; those of a closed account came back."""
    payout = payout_of(statement)
    payout.number, payout.created_at = number, statement.made_at
    payout.updated_at = sent_at = statement.made_at + timedelta(days=1, hours=10)
    is_new = statement.week_on >= this_monday(world.now) - WEEK
    if bank_account and not is_new and sent_at < world.now:
        payout.bank, payout.attempt = str(bank_account), 1
        payout.sent_at = sent_at + timedelta(minutes=1)
        is_last = statement.week_on >= this_monday(world.now) - 2 * WEEK
        if bank_account.is_verified or not is_last:
            payout.state, payout.paid_at = PayoutState.PAID, sent_at + timedelta(minutes=6)
        else:
            payout.state, payout.failure = PayoutState.FAILED, "account_closed"
        payout.approved_by, payout.approved_at = operator, sent_at
        SandboxTransfer.objects.create(
            transfer_no=payout.transfer_no,
            amount_cents=payout.amount_cents,
            currency=payout.currency,
            account_end=bank_account.last_four,
            state=PAID if payout.state == PayoutState.PAID else FAILED,
            asked=1,
        )
    payout.save(force_insert=True)
    return payout


def _payout_drafts(payout: Payout, opened: Any) -> Iterator[Draft]:
    if payout.sent_at is None:
        return
    yield _at(payout_entry(payout, EntryKind.PAYOUT_SENT, opened), payout.sent_at)
    end = EntryKind.PAYOUT_PAID if payout.paid_at else EntryKind.PAYOUT_FAILED
    yield _at(payout_entry(payout, end, opened), payout.sent_at + timedelta(minutes=5))
