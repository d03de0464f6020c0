"""From lines to a statement to the bank: once each, and nothing lost when the bank says no or nothing."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest

from config.kernel.models import AuditEntry
from orders.ledger.models import LedgerAccount
from orders.settlement import channels
from orders.settlement.errors import ChannelDown, NoBankAccount, OwnPayout, PayoutElsewhere
from orders.settlement.exports import statement_csv
from orders.settlement.models import BankAccount, Payout, PayoutState, SandboxTransfer, Statement
from orders.settlement.selectors import lines_on, standing_of, this_monday
from orders.settlement.services import adjust, approve_payout, close_week, push_payout, retry_payout
from orders.settlement.tasks import close_statements, push_payouts, settle_orders
from tests.factories.catalog import make_merchant_user, make_shop
from tests.invariants import assert_all_is_well
from tests.orders.settlement.conftest import WINDOW, bank_account, give_back

pytestmark = pytest.mark.django_db(transaction=True)
WEEK = timedelta(days=7)


@pytest.fixture
def settled(rate, received, time_machine_later):
    """An order of ¥100.00 that was settled, and the week after it."""
    order = received()
    time_machine_later(WINDOW)
    settle_orders()
    time_machine_later(WEEK)
    return order


def due(shop) -> int:
    return standing_of(shop).due_cents


def from_csv_alone(statement: Statement) -> int:
    """What somebody gets who knows nothing but the file: the sum of its column of amounts, in cents."""
    text = statement_csv(statement, lines_on(statement)).removeprefix("\ufeff")
    rows = list(csv.reader(io.StringIO(text)))
    column = rows[0].index("金额")
    return int(sum(Decimal(row[column]) for row in rows[1:]) * 100)


def test_a_week_becomes_a_statement_a_payout_and_money_at_the_bank(settled, shop, boss):
    account = bank_account(shop.merchant)
    assert close_statements() == 1
    assert close_statements() == 0
    payout = Payout.objects.get()
    assert (payout.amount_cents, payout.state) == (9500, PayoutState.PENDING)
    assert payout.key == f"{shop.slug}:{this_monday() - WEEK}:CNY"
    assert due(shop) == 9500
    approve_payout(payout=payout, operator=boss)
    payout.refresh_from_db()
    assert (payout.state, payout.bank) == (PayoutState.PAID, "工商银行 ····3445")
    assert str(account.account_no) not in str(AuditEntry.objects.values_list("after", flat=True))
    assert due(shop) == 0
    assert LedgerAccount.objects.get(kind="bank").balance_cents == 9500
    assert approve_payout(payout=payout, operator=boss).state == PayoutState.PAID
    assert SandboxTransfer.objects.count() == 1
    assert_all_is_well()


def test_the_payout_is_the_sum_of_the_file(settled, received, shop, boss, time_machine_later):
    """Done when 7: nothing but the CSV, added up, explains the payout; also with a debt carried over."""
    close_statements()
    first = Statement.objects.get()
    assert from_csv_alone(first) == first.payout.amount_cents == 9500
    give_back(settled, 10_000)
    adjust(shop=shop, cents=-333, reason="=cmd|' /C calc'!A0", operator=boss, key="A" * 16)
    time_machine_later(WEEK)
    close_statements()
    second = Statement.objects.order_by("-week_on").first()
    assert second.total_cents == from_csv_alone(second) == -9500 - 333
    assert not hasattr(second, "payout")
    received(price_cents=30_000)
    time_machine_later(WINDOW)
    settle_orders()
    time_machine_later(WEEK)
    close_statements()
    third = Statement.objects.order_by("-week_on").first()
    assert third.carried_cents == -9833
    assert third.payout.amount_cents == from_csv_alone(third) == 28_500 - 9833
    assert sum(payout.amount_cents for payout in Payout.objects.all()) == due(shop)
    text = statement_csv(second, lines_on(second))
    assert ",=cmd" not in text
    assert_all_is_well()


def test_too_little_is_carried_over(shop, boss, time_machine_later):
    adjust(shop=shop, cents=99, reason="x", operator=boss, key="A" * 16)
    time_machine_later(WEEK)
    close_statements()
    assert not Payout.objects.exists()
    adjust(shop=shop, cents=1, reason="x", operator=boss, key="B" * 16)
    time_machine_later(WEEK)
    close_statements()
    assert Payout.objects.get().amount_cents == 100


@pytest.mark.race
def test_four_workers_close_a_week_once(settled, shop, race):
    week_on = this_monday() - WEEK
    found = race(lambda _worker: close_week(shop=shop, currency="CNY", week_on=week_on), range(4))
    assert {one.pk for one in found} == {Statement.objects.get().pk}
    assert Payout.objects.count() == 1
    assert_all_is_well()


@pytest.mark.race
def test_eight_clicks_and_four_workers_pay_once(settled, shop, boss, race):
    bank_account(shop.merchant)
    close_statements()
    payout = Payout.objects.get()
    race(lambda _click: approve_payout(payout=payout, operator=boss), range(8))
    race(lambda _worker: push_payout(payout=payout), range(4))
    payout.refresh_from_db()
    assert payout.state == PayoutState.PAID
    assert SandboxTransfer.objects.count() == 1
    assert due(shop) == 0
    assert_all_is_well()


def test_a_payout_that_comes_back_is_due_again_and_needs_another_account(settled, shop, boss):
    bank_account(shop.merchant, "622202020011220000")
    close_statements()
    payout = approve_payout(payout=Payout.objects.get(), operator=boss)
    payout.refresh_from_db()
    assert (payout.state, payout.failure) == (PayoutState.FAILED, "account_closed")
    assert due(shop) == 9500
    retry_payout(payout=payout, operator=boss)
    with pytest.raises(NoBankAccount):
        approve_payout(payout=payout, operator=boss)
    BankAccount.objects.all().delete()
    bank_account(shop.merchant)
    approve_payout(payout=payout, operator=boss)
    payout.refresh_from_db()
    assert (payout.state, payout.attempt) == (PayoutState.PAID, 2)
    assert due(shop) == 0
    assert_all_is_well()
    with pytest.raises(PayoutElsewhere):
        retry_payout(payout=payout, operator=boss)


def test_a_worker_killed_before_the_bank_was_called_pays_once(settled, shop, boss, monkeypatch, time_machine_later):
    bank_account(shop.merchant)
    close_statements()
    with monkeypatch.context() as patch:
        patch.setattr("orders.settlement.subscribers.push_payout", lambda **_said: None)
        payout = approve_payout(payout=Payout.objects.get(), operator=boss)
        patch.setattr(channels.channel, "query", _die)
        with pytest.raises(KeyboardInterrupt):
            push_payout(payout=payout)
    assert Payout.objects.get().state == PayoutState.SENT
    assert standing_of(shop).underway_cents == 9500
    assert_all_is_well()
    time_machine_later(timedelta(minutes=2))
    assert push_payouts() == 1
    assert Payout.objects.get().state == PayoutState.PAID
    assert push_payouts() == 0
    assert_all_is_well()


def _die(**_said):
    raise KeyboardInterrupt


@pytest.mark.parametrize("account_no", ["62220202001111", "62220202009999"])
def test_a_slow_or_silent_bank_is_asked_again(settled, shop, boss, time_machine_later, account_no):
    bank_account(shop.merchant, account_no)
    close_statements()
    approve_payout(payout=Payout.objects.get(), operator=boss)
    assert Payout.objects.get().state == PayoutState.SENT
    for _ in range(3):
        time_machine_later(timedelta(minutes=2))
        push_payouts()
    assert Payout.objects.get().state == PayoutState.PAID
    assert SandboxTransfer.objects.count() == 1
    assert_all_is_well()


def test_nobody_approves_their_own_merchants_payout(settled, shop):
    bank_account(shop.merchant)
    close_statements()
    payout = Payout.objects.get()
    with pytest.raises(OwnPayout):
        approve_payout(payout=payout, operator=make_merchant_user(shop))
    payout.refresh_from_db()
    assert payout.state == PayoutState.PENDING


def test_the_silent_bank_says_so():
    with pytest.raises(ChannelDown):
        channels.channel.send(
            transfer_no="X-1", amount_cents=1, currency="CNY", to=channels.Destination("x", "12349999")
        )


def test_a_shop_without_lines_gets_no_statement():
    assert close_week(shop=make_shop(), currency="CNY", week_on=this_monday()) is None
