"""Operators follow any balance down to its postings."""

from __future__ import annotations

import pytest

from orders.ledger.models import AccountKind, EntryKind, LedgerAccount, LedgerEntry
from orders.ledger.services import Leg, account, post
from tests.factories.accounts import UserFactory
from tests.factories.catalog import make_merchant_user, make_operator, make_shop

pytestmark = pytest.mark.django_db


def capture(shop, number: str, cents: int) -> LedgerEntry:
    bank, held = account(AccountKind.GATEWAY, owner="sandbox"), account(AccountKind.HELD, owner=shop.slug)
    legs = [Leg(bank, -cents), Leg(held, cents, number)]
    return post(key=f"capture:{number}", kind=EntryKind.CAPTURE, legs=legs, reference=f"P-{number}")


@pytest.fixture
def operator(client, settings):
    settings.DEMO = True
    client.force_login(make_operator())
    return client


def test_from_the_sum_of_everything_to_one_entry(operator):
    shop = make_shop(name="青石茶铺")
    capture(shop, "HT-1", 12_000)
    entry = capture(shop, "HT-2", 345)
    page = operator.get("/platform/ledger/").content.decode()
    assert "¥0.00" in page
    assert "¥123.45" in page
    assert "−¥123.45" in page
    assert 'data-test="ledger-control"' in page
    assert "青石茶铺" in operator.get("/platform/ledger/accounts/held/").content.decode()

    held = LedgerAccount.objects.get(kind=AccountKind.HELD)
    page = operator.get(f"/platform/ledger/account/{held.key}/").content.decode()
    assert page.index("+¥3.45") < page.index("+¥120.00")
    assert "¥123.45" in page
    assert f"/platform/ledger/entries/{entry.number}/" in page

    page = operator.get(f"/platform/ledger/entries/{entry.number}/").content.decode()
    assert "−¥3.45" in page
    assert "+¥3.45" in page
    assert "capture:HT-2" in page


def test_an_order_leads_to_its_entries(operator):
    entry = capture(make_shop(), "HT-77", 500)
    capture(make_shop(), "HT-78", 600)
    page = operator.get("/platform/ledger/?q=ht-77").content.decode()
    assert page.count('data-test="ledger-entry"') == 1
    assert entry.number in page
    assert 'data-test="ledger-entry"' not in operator.get("/platform/ledger/?q=HT-0").content.decode()


def test_accounts_are_found_by_their_owner(operator):
    tea, rice = make_shop(name="青石茶铺"), make_shop(name="稻香")
    person = UserFactory(display_name="林小满")
    capture(tea, "HT-1", 500)
    capture(rice, "HT-2", 500)
    account(AccountKind.WALLET, owner=str(person.pk))
    page = operator.get("/platform/ledger/accounts/held/?q=稻香").content.decode()
    assert "稻香" in page
    assert "青石茶铺" not in page
    assert "林小满" in operator.get("/platform/ledger/accounts/wallet/?q=小满").content.decode()
    assert operator.get("/platform/ledger/accounts/gateway/?q=sand").content.decode().count("sandbox") >= 1
    assert operator.get("/platform/ledger/accounts/nonsense/").status_code == 200


def test_an_account_is_paged_and_costs_the_same_however_long(operator, django_assert_max_num_queries):
    shop = make_shop()
    for place in range(3):
        capture(shop, f"HT-{place}", 100)
    held = LedgerAccount.objects.get(kind=AccountKind.HELD)
    path = f"/platform/ledger/account/{held.key}/"
    with django_assert_max_num_queries(10) as few:
        operator.get(path)
    for place in range(3, 63):
        capture(shop, f"HT-{place}", 100)
    with django_assert_max_num_queries(10) as many:
        page = operator.get(path).content.decode()
    assert len(many) == len(few)
    assert page.count('data-test="running-balance"') == 50
    older = operator.get(path, {"cursor": held.postings.order_by("-pk")[49].key}).content.decode()
    assert older.count('data-test="running-balance"') == 13


def test_nobody_else_sees_it(client):
    assert client.get("/platform/ledger/").status_code == 302
    client.force_login(make_merchant_user())
    for path in ("ledger/", "ledger/accounts/held/", "ledger/account/X/", "ledger/entries/X/"):
        assert client.get(f"/platform/{path}").status_code == 404


@pytest.mark.parametrize("path", ["account/NOPE/", "entries/E-NOPE/", "account/%00/"])
def test_what_is_not_there_is_missing(operator, path):
    assert operator.get(f"/platform/ledger/{path}").status_code == 404
