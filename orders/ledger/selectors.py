"""What accounts hold, and why. For operators and for the slices that move money."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Sum

from accounts.identity.models import User
from catalog.shops.models import Shop
from config.kernel.access import get_or_missing
from orders.ledger.models import AccountKind, LedgerAccount, LedgerEntry, LedgerPosting

OF_SHOPS = frozenset({AccountKind.HELD, AccountKind.MERCHANT})
CONTROL = """
SELECT count(*), coalesce(sum(postings), 0), count(*) FILTER (WHERE balance_cents <> should)
FROM (SELECT a.id, a.balance_cents, count(p.id) AS postings, coalesce(sum(p.cents), 0) AS should
      FROM orders_ledgeraccount a LEFT JOIN orders_ledgerposting p ON p.account_id = a.id GROUP BY a.id) AS accounts"""
SUMS = """
SELECT a.currency, sum(p.cents) FROM orders_ledgerposting p JOIN orders_ledgeraccount a ON a.id = p.account_id
GROUP BY a.currency ORDER BY a.currency"""


@dataclass(frozen=True)
class Control:
    """Everything added up: postings by currency (all should be zero), and balances that are not their postings' sum."""

    sums: Sequence[tuple[str, int]]
    accounts: int
    postings: int
    wrong_balances: int

    @property
    def is_good(self) -> bool:
        return not self.wrong_balances and not any(cents for _currency, cents in self.sums)


def control() -> Control:
    with connection.cursor() as cursor:
        cursor.execute(SUMS)
        sums = [(str(currency), int(cents)) for currency, cents in cursor.fetchall()]
        cursor.execute(CONTROL)
        accounts, postings, wrong = cursor.fetchone()
    return Control(sums, accounts, int(postings), wrong)


@dataclass(frozen=True)
class KindRow:
    kind: AccountKind
    currency: str
    accounts: int
    balance_cents: int


def balances_by_kind() -> list[KindRow]:
    """One row for each kind and currency in use, in the order money runs through them."""
    order = list(AccountKind)
    rows = LedgerAccount.objects.order_by().values_list("kind", "currency").annotate(Count("pk"), Sum("balance_cents"))
    found = [KindRow(AccountKind(kind), currency, count, total or 0) for kind, currency, count, total in rows]
    return sorted(found, key=lambda row: (row.currency, order.index(row.kind)))


def accounts_of(kind: str, *, query: str = "") -> QuerySet[LedgerAccount]:
    """Accounts of a kind, found by their owner: a shop's name or slug, a person's name or e-mail, a gateway."""
    accounts = LedgerAccount.objects.filter(kind=kind)
    query = query.replace("\x00", "").strip()[:80]
    if not query:
        return accounts
    if kind in OF_SHOPS:
        shops = Shop.objects.filter(Q(name__icontains=query) | Q(slug__istartswith=query))
        return accounts.filter(owner__in=list(shops.values_list("slug", flat=True)[:200]))
    if kind == AccountKind.WALLET:
        people = User.objects.filter(Q(display_name__icontains=query) | Q(email__istartswith=query))
        return accounts.filter(owner__in=[str(pk) for pk in people.values_list("pk", flat=True)[:200]])
    return accounts.filter(owner__icontains=query)


def name_owners(accounts: Iterable[LedgerAccount]) -> dict[int, str]:
    """What the owners of these accounts are called, by the account's pk; two queries at most."""
    accounts = list(accounts)
    slugs = {one.owner for one in accounts if one.kind in OF_SHOPS}
    people = {int(one.owner) for one in accounts if one.kind == AccountKind.WALLET and one.owner.isdecimal()}
    names: dict[str, str] = {}
    if slugs:
        names |= dict(Shop.objects.filter(slug__in=slugs).values_list("slug", "name"))
    if people:
        found = User.objects.filter(pk__in=people).values_list("pk", "display_name")
        names |= {str(pk): name for pk, name in found}
    return {one.pk: names.get(one.owner, one.owner) for one in accounts}


def account_for_operator(*, key: str) -> LedgerAccount:
    """Any account; for operators, whose policy has been checked."""
    return get_or_missing(LedgerAccount.objects.all(), key=key)


def postings_of(account: LedgerAccount) -> QuerySet[LedgerPosting]:
    return LedgerPosting.objects.filter(account=account).select_related("entry")


def entry_for_operator(*, number: str) -> LedgerEntry:
    postings = LedgerPosting.objects.select_related("account").order_by("pk")
    return get_or_missing(LedgerEntry.objects.prefetch_related(Prefetch("postings", queryset=postings)), number=number)


def entries_about(reference: str) -> QuerySet[LedgerEntry]:
    """Entries of an order, payment, refund or payout; an entry is found by its own number too."""
    reference = reference.replace("\x00", "").strip()[:40].upper()
    parts = LedgerPosting.objects.filter(entry=OuterRef("pk"), reference=reference)
    postings = LedgerPosting.objects.select_related("account").order_by("pk")
    found = LedgerEntry.objects.filter(Q(reference=reference) | Q(number=reference) | Exists(parts))
    return found.prefetch_related(Prefetch("postings", queryset=postings)).order_by("-pk")


def is_posted(key: str) -> bool:
    """Whether the entry of this key was made."""
    return LedgerEntry.objects.filter(key=key).exists()


def balance_of(kind: str, *, owner: str = "", currency: str = "CNY") -> int:
    """What an account holds; one that nobody opened holds nothing."""
    found = LedgerAccount.objects.filter(kind=kind, owner=owner, currency=currency)
    return found.values_list("balance_cents", flat=True).first() or 0
