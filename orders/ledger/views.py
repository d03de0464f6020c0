"""The operators' pages of the ledger: from the sum of everything down to one posting."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.organisations.access import operator
from config.kernel.paging import keyset
from orders.ledger.models import AccountKind
from orders.ledger.selectors import (
    account_for_operator,
    accounts_of,
    balances_by_kind,
    control,
    entries_about,
    entry_for_operator,
    name_owners,
    postings_of,
)
from orders.ledger.wording import MEANINGS

MOST_ENTRIES = 50


@require_GET
@operator
def ledger(request: HttpRequest) -> HttpResponse:
    """Does it balance, and what lies where. `q`: an order's, payment's, refund's or payout's number."""
    q = request.GET.get("q", "").strip()[:40]
    entries = list(entries_about(q)[:MOST_ENTRIES]) if q else []
    names = name_owners(posting.account for entry in entries for posting in entry.postings.all())
    context = {
        "q": q,
        "entries": entries,
        "names": names,
        "control": control(),
        "kinds": [(row, MEANINGS[row.kind]) for row in balances_by_kind()],
    }
    return render(request, "orders/ledger/ledger.html", context)


@require_GET
@operator
def accounts(request: HttpRequest, kind: str) -> HttpResponse:
    kind_ = AccountKind(kind) if kind in AccountKind.values else AccountKind.HELD
    q = request.GET.get("q", "").strip()[:80]
    page = keyset(accounts_of(kind_, query=q), cursor=request.GET.get("cursor", ""), by="key", size=50)
    names = name_owners(page.rows)
    rows = [(one, names[one.pk]) for one in page.rows]
    context = {"kind": kind_, "meaning": MEANINGS[kind_], "q": q, "page": page, "rows": rows}
    return render(request, "orders/ledger/accounts.html", context)


@require_GET
@operator
def account(request: HttpRequest, key: str) -> HttpResponse:
    """One account, newest posting first, with what it held after each."""
    found = account_for_operator(key=key)
    page = keyset(postings_of(found), cursor=request.GET.get("cursor", ""), by="key", size=50)
    context = {
        "account": found,
        "name": name_owners([found])[found.pk],
        "meaning": MEANINGS[found.kind],
        "page": page,
    }
    return render(request, "orders/ledger/account.html", context)


@require_GET
@operator
def entry(request: HttpRequest, number: str) -> HttpResponse:
    found = entry_for_operator(number=number)
    postings = list(found.postings.all())
    names = name_owners(posting.account for posting in postings)
    context = {
        "entry": found,
        "rows": [(posting, names[posting.account_id]) for posting in postings],
        "sum_cents": sum(posting.cents for posting in postings),
        "currency": postings[0].account.currency if postings else "CNY",
    }
    return render(request, "orders/ledger/entry.html", context)
