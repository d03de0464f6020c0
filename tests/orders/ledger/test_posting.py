"""Money moves between accounts: once, to the cent, and never out of an empty wallet."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orders.ledger.errors import EntryDiffers, InsufficientBalance, Unbalanced
from orders.ledger.models import AccountKind, EntryKind, LedgerAccount, LedgerEntry, LedgerPosting
from orders.ledger.services import Leg, account, post
from tests.invariants import assert_all_is_well

GATEWAY, HELD, WALLET = AccountKind.GATEWAY, AccountKind.HELD, AccountKind.WALLET


def balance(of: LedgerAccount) -> int:
    return LedgerAccount.objects.get(pk=of.pk).balance_cents


def pay_in(to: LedgerAccount, cents: int, key: str = "in", reference: str = "P-1") -> LedgerEntry:
    bank = account(GATEWAY, owner="sandbox", currency=to.currency)
    return post(key=key, kind=EntryKind.TOP_UP, legs=[Leg(bank, -cents), Leg(to, cents)], reference=reference)


def spend(wallet: LedgerAccount, cents: int, key: str) -> LedgerEntry:
    held = account(HELD, owner="shop")
    return post(key=key, kind=EntryKind.CAPTURE, legs=[Leg(wallet, -cents), Leg(held, cents)], reference=key)


@pytest.mark.django_db
def test_what_leaves_one_account_arrives_at_others():
    bank, tea, rice = account(GATEWAY, owner="sandbox"), account(HELD, owner="tea"), account(HELD, owner="rice")
    legs = [Leg(bank, -1000), Leg(tea, 700, "HT-1"), Leg(rice, 300, "HT-2")]
    entry = post(key="capture:P-1", kind=EntryKind.CAPTURE, legs=legs, reference="P-1", memo="first")
    assert [balance(one) for one in (bank, tea, rice)] == [-1000, 700, 300]
    rows = entry.postings.order_by("account_id").values_list("reference", "cents", "balance_cents")
    assert list(rows) == [("P-1", -1000, -1000), ("HT-1", 700, 700), ("HT-2", 300, 300)]
    assert entry.kind_label == EntryKind.CAPTURE.label
    assert_all_is_well()


@pytest.mark.django_db
def test_the_same_key_moves_money_once_and_never_means_two_things():
    wallet = account(WALLET, owner="7")
    assert pay_in(wallet, 500) == pay_in(wallet, 500)
    assert balance(wallet) == 500
    with pytest.raises(EntryDiffers):
        pay_in(wallet, 501)
    assert balance(wallet) == 500
    assert LedgerEntry.objects.count() == 1


@pytest.mark.django_db
def test_a_wallet_is_never_overdrawn_and_nothing_moves_when_it_would_be():
    wallet = account(WALLET, owner="7")
    pay_in(wallet, 500)
    with pytest.raises(InsufficientBalance) as refusal:
        spend(wallet, 501, "too-much")
    assert "5.00" in refusal.value.text
    assert balance(wallet) == 500
    assert LedgerEntry.objects.count() == 1
    with pytest.raises(IntegrityError, match="ledger_account_never_overdrawn"), transaction.atomic():
        LedgerAccount.objects.filter(pk=wallet.pk).update(balance_cents=-1)


@pytest.mark.django_db
@pytest.mark.parametrize("legs", [[], [1], [1, -2], [0, 0]])
def test_what_does_not_add_up_is_refused(legs):
    accounts = [account(GATEWAY, owner="sandbox"), account(HELD, owner="tea")]
    with pytest.raises(Unbalanced):
        post(key="x", kind="x", legs=[Leg(a, c) for a, c in zip(accounts, legs, strict=False)], reference="x")
    assert not LedgerEntry.objects.exists()


@pytest.mark.django_db
def test_two_currencies_do_not_balance_each_other():
    legs = [Leg(account(GATEWAY, owner="sandbox", currency="USD"), -5), Leg(account(HELD, owner="tea"), 5)]
    with pytest.raises(Unbalanced):
        post(key="x", kind="x", legs=legs, reference="x")


@pytest.mark.django_db(transaction=True)
def test_the_database_itself_refuses_half_an_entry():
    tea = account(HELD, owner="tea")

    @transaction.atomic
    def half() -> None:
        entry = LedgerEntry.objects.create(key="half", kind="x", reference="x")
        LedgerPosting.objects.create(entry=entry, account=tea, reference="x", cents=5, balance_cents=5)

    with pytest.raises(IntegrityError, match="does not sum to zero"):
        half()
    with pytest.raises(IntegrityError, match="moves nothing"), transaction.atomic():
        LedgerEntry.objects.create(key="empty", kind="x", reference="x")
    assert not LedgerEntry.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE orders_ledgerentry SET memo = 'x'",
        "UPDATE orders_ledgerposting SET cents = 1",
        "DELETE FROM orders_ledgerposting",
        "DELETE FROM orders_ledgerentry",
        "UPDATE orders_ledgeraccount SET owner = 'mine'",
        "DELETE FROM orders_ledgeraccount",
    ],
)
def test_what_is_written_stays(sql):
    pay_in(account(WALLET, owner="7"), 500)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_fifty_spend_a_balance_for_ten(race):
    """A13."""
    wallet = account(WALLET, owner="7")
    pay_in(wallet, 1000)
    outcomes = race(lambda place: spend(wallet, 100, f"spend-{place}"), range(50))
    assert sum(isinstance(one, LedgerEntry) for one in outcomes) == 10
    assert sum(isinstance(one, InsufficientBalance) for one in outcomes) == 40
    assert balance(wallet) == 0
    assert_all_is_well()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_twenty_copies_of_one_entry_are_one(race):
    wallet = account(WALLET, owner="7")
    outcomes = race(lambda _place: pay_in(wallet, 300), range(20))
    assert len({one.pk for one in outcomes}) == 1
    assert balance(wallet) == 300
    assert_all_is_well()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_entries_in_opposite_directions_never_wait_in_a_circle(race):
    tea, rice = account(HELD, owner="tea"), account(HELD, owner="rice")

    def go(place: int) -> LedgerEntry:
        sign = 1 if place % 2 else -1
        return post(key=f"k{place}", kind="x", legs=[Leg(tea, sign), Leg(rice, -sign)], reference=f"k{place}")

    assert all(isinstance(one, LedgerEntry) for one in race(go, range(40)))
    assert balance(tea) == balance(rice) == 0
    assert_all_is_well()


@pytest.mark.django_db
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    moves=st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(1, 10**9), st.booleans()), min_size=1, max_size=12
    )
)
def test_any_movements_sum_to_zero_and_explain_every_balance(moves):
    with transaction.atomic():
        pots = [account(HELD, owner=f"shop-{place}") for place in range(4)]
        for place, (source, target, cents, split) in enumerate(moves):
            half = cents // 2 if split else 0
            legs = [Leg(pots[source], -cents), Leg(pots[target], half, "HT-1"), Leg(pots[target], cents - half)]
            if source == target:
                continue
            post(key=f"{place}", kind="x", legs=legs, reference="x")
        assert_all_is_well()
        connection.check_constraints()
        transaction.set_rollback(True)
