"""Pages and API of money: merchants read theirs, operators decide."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection

from accounts.organisations.models import Permission, Role
from orders.settlement.models import BankAccount, Payout, PayoutState, Statement, StatementLine
from orders.settlement.tasks import close_statements, settle_orders
from tests.factories.catalog import make_merchant_user, make_shop
from tests.invariants import assert_all_is_well
from tests.orders.settlement.conftest import WINDOW, bank_account

pytestmark = pytest.mark.django_db(transaction=True)
WEEK = timedelta(days=7)


@pytest.fixture
def merchant(client, shop):
    client.force_login(make_merchant_user(shop))
    return client


@pytest.fixture
def operator(client, boss, settings):
    settings.DEMO = True
    client.force_login(boss)
    return client


@pytest.fixture
def statement(rate, received, time_machine_later) -> Statement:
    received()
    time_machine_later(WINDOW)
    settle_orders()
    time_machine_later(WEEK)
    close_statements()
    return Statement.objects.get()


def test_a_merchant_reads_why(statement, merchant, received):
    held = received(price_cents=777)
    page = merchant.get("/merchant/statements/").content.decode()
    assert "¥95.00" in page
    assert "¥7.77" in page
    assert held.number in page
    assert statement.number in page
    page = merchant.get(f"/merchant/statements/{statement.number}/").content.decode()
    assert page.count('data-test="statement-line"') == 2
    assert "5%" in page
    assert "+¥100.00" in page
    assert "−¥5.00" in page
    answer = merchant.get(f"/merchant/statements/{statement.number}/export.csv")
    assert answer["Content-Type"].startswith("text/csv")
    assert b"100.00" in answer.content
    assert b"-5.00" in answer.content
    with_api = merchant.get("/api/v1/merchant/statements/").json()["results"]
    assert [one["total_cents"] for one in with_api] == [9500]
    detail = merchant.get(f"/api/v1/merchant/statements/{statement.number}/").json()
    assert detail["carried_cents"] + sum(line["cents"] for line in detail["lines"]) == detail["total_cents"] == 9500
    assert all(line["explanation"] for line in detail["lines"])
    assert merchant.get("/api/v1/merchant/payouts/").json()["results"][0]["amount_cents"] == 9500


def test_others_statements_do_not_exist(client, statement):
    client.force_login(make_merchant_user(make_shop()))
    number = statement.number
    for path in (
        f"/merchant/statements/{number}/",
        f"/merchant/statements/{number}/export.csv",
        f"/api/v1/merchant/statements/{number}/",
        f"/platform/payouts/{statement.payout.number}/",
    ):
        assert client.get(path).status_code == 404
    assert client.get("/merchant/statements/").status_code == 200
    assert client.get("/api/v1/merchant/payouts/").json()["results"] == []


def test_money_needs_its_permission(client, shop):
    assert client.get("/merchant/statements/").status_code == 302
    client.force_login(make_merchant_user(shop, role=Role.STAFF, permissions=[Permission.ORDERS]))
    for path in ("/merchant/statements/", "/merchant/statements/bank/", "/api/v1/merchant/payouts/"):
        assert client.get(path).status_code == 403
    client.force_login(make_merchant_user(make_shop(), role=Role.STAFF, permissions=[Permission.FINANCE]))
    assert client.get("/merchant/statements/").status_code == 200


def test_the_bank_account_is_confirmed_stored_sealed_and_shown_by_its_last_four(merchant, shop):
    wish = {"bank": "工商银行", "holder": "青石茶铺", "account_no": "６222 0202-0011 2233 445"}
    assert merchant.post("/merchant/statements/bank/", wish).status_code == 302
    assert BankAccount.objects.get().account_no == "6222020200112233445"
    with connection.cursor() as cursor:
        cursor.execute("SELECT holder, account_no FROM orders_bankaccount")
        assert "6222" not in str(cursor.fetchall())
    page = merchant.get("/merchant/statements/").content.decode()
    assert "····3445" in page
    assert "62220202" not in page + merchant.get("/merchant/statements/bank/").content.decode()
    assert len(mail.outbox) == 1
    assert "····3445" in mail.outbox[0].body
    for wrong in (
        {"account_no": "12"},
        {"account_no": "62220202001x"},
        {"account_no": "62220202000404"},
        {"holder": ""},
    ):
        answer = merchant.post("/merchant/statements/bank/", wish | wrong)
        assert answer.status_code == 422
        assert 'class="error"' in answer.content.decode()
    assert BankAccount.objects.get().last_four == "3445"


def test_operators_approve_look_and_adjust(statement, operator, shop):
    payout = statement.payout
    path = f"/platform/payouts/{payout.number}/"
    page = operator.get("/platform/payouts/").content.decode()
    assert 'data-test="payout-approve"' not in page
    assert operator.post(f"{path}approve/").status_code == 409
    bank_account(shop.merchant)
    assert 'data-test="payout-approve"' in operator.get("/platform/payouts/").content.decode()
    assert operator.post(f"{path}approve/").status_code == 302
    assert Payout.objects.get().state == PayoutState.PAID
    assert payout.number in operator.get("/platform/payouts/", {"state": "paid"}).content.decode()
    page = operator.get(path).content.decode()
    assert page.count('data-test="statement-line"') == 2
    assert "····3445" in page
    assert operator.post(f"{path}retry/").status_code == 409
    wish = {"cents": "-12.50", "reason": "pictures", "key": "A" * 16}
    for _click in range(2):
        assert operator.post(f"{path}adjust/", wish).status_code == 302
    assert StatementLine.objects.get(kind="adjustment").cents == -1250
    for wrong in ({"cents": "0"}, {"cents": "1.234"}, {"cents": "1e9"}, {"reason": ""}):
        assert operator.post(f"{path}adjust/", wish | wrong | {"key": "B" * 16}).status_code == 422
    assert (
        operator.get("/platform/ledger/", {"q": payout.number}).content.decode().count('data-test="ledger-entry"') == 2
    )
    assert_all_is_well()


def test_the_pages_cost_the_same_however_much_there_is(
    client, shop, rate, received, django_assert_max_num_queries, time_machine_later
):
    def weeks(count: int) -> None:
        for _ in range(count):
            received()
            received()
            time_machine_later(WINDOW)
            settle_orders()
            time_machine_later(WEEK)
            close_statements()

    owner = make_merchant_user(shop)
    weeks(1)
    received()
    client.force_login(owner)
    with django_assert_max_num_queries(18) as few:
        assert client.get("/merchant/statements/").status_code == 200
    weeks(2)
    received()
    client.force_login(owner)
    with django_assert_max_num_queries(18) as many:
        assert client.get("/merchant/statements/").status_code == 200
    assert len(many) == len(few)
    number = Statement.objects.first().number
    with django_assert_max_num_queries(12):
        assert client.get(f"/merchant/statements/{number}/").status_code == 200
