"""Operators approve payouts, look into them, send failed ones again, and adjust."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.identity.access import user_of
from accounts.organisations.access import operator
from config.kernel.errors import DomainError
from config.kernel.paging import keyset
from orders.settlement.forms import AdjustmentForm
from orders.settlement.models import PayoutState
from orders.settlement.selectors import payout_counts, payout_for_operator, payouts_in
from orders.settlement.services import adjust, approve_payout, retry_payout
from orders.settlement.views.merchant import statement_context


@require_GET
@operator
def payouts(request: HttpRequest) -> HttpResponse:
    counts = payout_counts()
    state = request.GET.get("state", PayoutState.PENDING)
    state = state if state in PayoutState.values else ""
    page = keyset(payouts_in([state] if state else []), cursor=request.GET.get("cursor", ""), by="number")
    tabs = [(value, label, counts[value]) for value, label in PayoutState.choices]
    context = {"page": page, "state": state, "tabs": tabs, "all": sum(counts.values())}
    return render(request, "orders/settlement/payouts.html", context)


@require_GET
@operator
def payout_detail(request: HttpRequest, number: str) -> HttpResponse:
    return _page(request, number, AdjustmentForm())


def _page(request: HttpRequest, number: str, form: AdjustmentForm, status: int = 200) -> HttpResponse:
    payout = payout_for_operator(number=number)
    context = statement_context(request, payout.statement) | {"payout": payout, "form": form}
    return render(request, "orders/settlement/payout.html", context, status=status)


@require_POST
@operator
def approve(request: HttpRequest, number: str) -> HttpResponse:
    payout = approve_payout(payout=payout_for_operator(number=number), operator=user_of(request))
    messages.success(request, _("Approved. %(number)s is on its way to the bank.") % {"number": payout.number})
    return redirect("platform:payouts")


@require_POST
@operator
def retry(request: HttpRequest, number: str) -> HttpResponse:
    payout = retry_payout(payout=payout_for_operator(number=number), operator=user_of(request))
    messages.success(request, _("%(number)s waits for approval again.") % {"number": payout.number})
    return redirect("platform:payout", number=number)


@require_http_methods(["POST"])
@operator
def adjustment(request: HttpRequest, number: str) -> HttpResponse:
    """A line by hand on the shop's next statement."""
    payout = payout_for_operator(number=number)
    form = AdjustmentForm(request.POST)
    if form.is_valid():
        try:
            adjust(shop=payout.shop, operator=user_of(request), **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.text)
        else:
            messages.success(request, _("Noted. It stands on the shop's next statement."))
            return redirect("platform:payout", number=number)
    return _page(request, number, form, status=422)
