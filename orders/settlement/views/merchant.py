"""A merchant's money: what is due and when, statements line by line, and the bank account."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.identity.access import user_of
from accounts.organisations.access import merchant, merchant_of
from catalog.shops.selectors import shop_of
from config.kernel.errors import DomainError
from config.kernel.paging import keyset
from orders.settlement.exports import statement_csv
from orders.settlement.forms import BankAccountForm
from orders.settlement.models import LineKind, Statement
from orders.settlement.selectors import (
    bank_account_of,
    held_orders,
    lines_on,
    standing_of,
    start_of,
    statement_for,
    statements_of,
    sums_on,
    this_monday,
)
from orders.settlement.services import set_bank_account
from orders.settlement.wording import failure_text, sentence

MOST_HELD = 20
A_PAGE = 100
MOST_LINES = 50_000


@require_GET
@merchant("finance")
def statement_list(request: HttpRequest) -> HttpResponse:
    who = merchant_of(request)
    shop = shop_of(who)
    held = list(held_orders(shop)[: MOST_HELD + 1])
    context = {
        "shop": shop,
        "standing": standing_of(shop),
        "next_at": start_of(this_monday() + timedelta(days=7)),
        "account": bank_account_of(who),
        "days": settings.AFTERSALE_DAYS,
        "held": held[:MOST_HELD],
        "has_more_held": len(held) > MOST_HELD,
        "page": keyset(statements_of(who), cursor=request.GET.get("cursor", ""), by="number"),
    }
    return render(request, "orders/settlement/statements.html", context)


@require_GET
@merchant("finance")
def statement_detail(request: HttpRequest, number: str) -> HttpResponse:
    statement = statement_for(merchant_of(request), number=number)
    return render(request, "orders/settlement/statement.html", statement_context(request, statement))


def statement_context(request: HttpRequest, statement: Statement) -> dict[str, object]:
    """What a statement's page shows, for its merchant and for operators. It never changes: pages have numbers."""
    page = Paginator(lines_on(statement), A_PAGE).get_page(request.GET.get("page"))
    payout = getattr(statement, "payout", None)
    return {
        "statement": statement,
        "page": page,
        "lines": [(line, sentence(line)) for line in page.object_list],
        "sums": [(LineKind(kind).label, count, cents) for kind, count, cents in sums_on(statement)],
        "payout": payout,
        "failure": failure_text(payout.failure) if payout and payout.failure else "",
    }


@require_GET
@merchant("finance")
def statement_export(request: HttpRequest, number: str) -> HttpResponse:
    statement = statement_for(merchant_of(request), number=number)
    answer = HttpResponse(
        statement_csv(statement, lines_on(statement)[:MOST_LINES]), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="{statement.number}.csv"'
    return answer


@require_http_methods(["GET", "POST"])
@merchant("finance")
def bank(request: HttpRequest) -> HttpResponse:
    """Where payouts go. What is stored is never shown again but for its last four digits."""
    who = merchant_of(request)
    account = bank_account_of(who)
    form = BankAccountForm(request.POST or None, initial={"bank": account.bank if account else ""})
    if request.method == "POST" and form.is_valid():
        try:
            account = set_bank_account(merchant=who, actor=user_of(request), **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.text)
        else:
            text = _("The bank has confirmed it. Payouts go to the account ending in %(last)s from now on.")
            messages.success(request, text % {"last": account.last_four})
            return redirect("merchant:statements")
    context = {"form": form, "account": account}
    return render(request, "orders/settlement/bank.html", context, status=422 if form.errors else 200)
