"""Moving money between accounts. Nothing else writes balances, entries or postings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F

from config.kernel.clock import now
from config.kernel.templatetags.hetang import cents as written
from orders.ledger.errors import EntryDiffers, InsufficientBalance, Unbalanced
from orders.ledger.models import NEVER_OVERDRAWN, LedgerAccount, LedgerEntry, LedgerPosting

BATCH = 2000


@dataclass(frozen=True)
class Leg:
    """One side of an entry: + arrives at the account, − leaves it. `reference`: its order, if not the entry's."""

    account: LedgerAccount
    cents: int
    reference: str = ""


@dataclass(frozen=True)
class Draft:
    """An entry before it is posted."""

    key: str
    kind: str
    legs: Sequence[Leg]
    reference: str
    memo: str = ""
    at: datetime | None = None


def account(kind: str, *, owner: str = "", currency: str = settings.CURRENCY) -> LedgerAccount:
    """The account of this owner; the first who needs it opens it."""
    found, _is_new = LedgerAccount.objects.get_or_create(kind=kind, owner=owner, currency=currency)
    return found


@transaction.atomic
def post(
    *, key: str, kind: str, legs: Sequence[Leg], reference: str, memo: str = "", at: datetime | None = None
) -> LedgerEntry:
    """Move money, once per key. All accounts change or none; a wallet never goes below zero.

    Call it last in a transaction: accounts come after everything else in the order of locks.
    """
    moved = _moved(legs, reference)
    entry, is_new = LedgerEntry.objects.get_or_create(
        key=key, defaults={"kind": kind, "reference": reference, "memo": memo[:200], "at": at or now()}
    )
    if not is_new:
        return _same(entry, moved)
    LedgerPosting.objects.bulk_create(_postings(entry, moved, _balances_before(legs)))
    return entry


def post_draft(draft: Draft) -> LedgerEntry:
    return post(
        key=draft.key, kind=draft.kind, legs=draft.legs, reference=draft.reference, memo=draft.memo, at=draft.at
    )


@transaction.atomic
def post_many(drafts: Sequence[Draft]) -> int:
    """Many entries at once, in the given order: for imports and the demo. Keys already posted are left out."""
    known = set(LedgerEntry.objects.filter(key__in=[one.key for one in drafts]).values_list("key", flat=True))
    fresh = {one.key: one for one in drafts if one.key not in known}
    moved = [_moved(one.legs, one.reference) for one in fresh.values()]
    entries = LedgerEntry.objects.bulk_create(
        [
            LedgerEntry(key=one.key, kind=one.kind, reference=one.reference, memo=one.memo[:200], at=one.at or now())
            for one in fresh.values()
        ],
        BATCH,
    )
    running = _balances_before([leg for one in fresh.values() for leg in one.legs]) if fresh else {}
    postings: list[LedgerPosting] = []
    for entry, changes in zip(entries, moved, strict=True):
        postings += _postings(entry, changes, running)
    LedgerPosting.objects.bulk_create(postings, BATCH)
    return len(entries)


def _moved(legs: Sequence[Leg], reference: str) -> dict[tuple[int, str], int]:
    """What each account gains for each order, in pk order; legs of nothing are left out."""
    moved: Counter[tuple[int, str]] = Counter()
    by_currency: Counter[str] = Counter()
    for leg in legs:
        moved[leg.account.pk, leg.reference or reference] += leg.cents
        by_currency[leg.account.currency] += leg.cents
    if any(by_currency.values()) or not any(moved.values()):
        raise Unbalanced(f"{reference}: {dict(by_currency)}")
    return {place: moved[place] for place in sorted(moved) if moved[place]}


def _balances_before(legs: Sequence[Leg]) -> dict[int, int]:
    """Change every balance, one account after another by pk; what each held before."""
    changes: Counter[int] = Counter()
    for leg in legs:
        changes[leg.account.pk] += leg.cents
    accounts = {leg.account.pk: leg.account for leg in legs}
    for pk in sorted(changes):
        _change(accounts[pk], changes[pk])
    after = dict(LedgerAccount.objects.filter(pk__in=changes).values_list("pk", "balance_cents"))
    return {pk: after[pk] - changes[pk] for pk in changes}


def _change(of: LedgerAccount, cents: int) -> None:
    row = LedgerAccount.objects.filter(pk=of.pk)
    if of.kind in NEVER_OVERDRAWN:
        row = row.filter(balance_cents__gte=-cents)
    if not row.update(balance_cents=F("balance_cents") + cents):
        left = LedgerAccount.objects.values_list("balance_cents", flat=True).get(pk=of.pk)
        raise InsufficientBalance(left=written(left, of.currency))


def _postings(entry: LedgerEntry, moved: dict[tuple[int, str], int], running: dict[int, int]) -> list[LedgerPosting]:
    """The rows of an entry; `running` goes on with what each account then holds."""
    postings = []
    for (account_pk, reference), cents in moved.items():
        running[account_pk] += cents
        postings.append(
            LedgerPosting(
                entry=entry,
                account_id=account_pk,
                reference=reference,
                cents=cents,
                balance_cents=running[account_pk],
            )
        )
    return postings


def _same(entry: LedgerEntry, moved: dict[tuple[int, str], int]) -> LedgerEntry:
    """The entry of a repeated key, which must have meant the same."""
    known = {(one.account_id, one.reference): one.cents for one in entry.postings.all()}
    if known != moved:
        raise EntryDiffers(entry.key)
    return entry
