"""Operators look after money: attempts in doubt, holds, refunds that failed, odd messages, differences, credit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.identity.access import user_of
from accounts.identity.models import User
from accounts.organisations.access import operator
from config.kernel.errors import DomainError, NotFound
from config.kernel.ids import public_id
from config.kernel.paging import keyset
from orders.payments.forms import CreditForm, FaultForm
from orders.payments.gateways import gateways_here
from orders.payments.gateways.breaker import is_resting
from orders.payments.gateways.mood import Fault, behave, misbehave
from orders.payments.models import RefundKind, RefundState, RefundTo
from orders.payments.selectors import (
    any_difference,
    any_payment,
    any_refund,
    attempts_in_doubt,
    held_payments,
    odd_messages,
    open_differences,
    refused_notices,
    troubled_refunds,
)
from orders.payments.services import credit_wallet, redirect_refund, send_refund
from orders.payments.services.comparing import ask_again, check_refund, settle_difference

TABS: dict[str, tuple[Any, Callable[[], QuerySet[Any]], str]] = {
    "doubt": (gettext_lazy("In doubt"), attempts_in_doubt, "key"),
    "held": (gettext_lazy("Held on cards"), held_payments, "key"),
    "refunds": (gettext_lazy("Refunds"), troubled_refunds, "number"),
    "differences": (gettext_lazy("Differences"), open_differences, "key"),
    "messages": (gettext_lazy("Messages ignored"), odd_messages, "event_id"),
    "refused": (gettext_lazy("Messages refused"), refused_notices, "key"),
}


@operator
@require_GET
def payments(request: HttpRequest) -> HttpResponse:
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else "doubt"
    _label, rows, by = TABS[tab]
    context = {
        "tab": tab,
        "tabs": [(name, label, found().count()) for name, (label, found, _by) in TABS.items()],
        "page": keyset(rows(), cursor=request.GET.get("cursor", ""), by=by, size=25),
        "gateways": [(one.name, one.label, is_resting(one.name)) for one in gateways_here()],
        "fault_form": FaultForm() if settings.DEMO else None,
    }
    return render(request, "orders/payments/platform.html", context)


def _back(tab: str) -> HttpResponse:
    return redirect(f"/platform/payments/?tab={tab}")


@operator
@require_POST
def ask(request: HttpRequest, key: str) -> HttpResponse:
    """Ask the provider about one attempt, now."""
    payment = any_payment(key=key)
    try:
        payment = ask_again(payment=payment)
    except DomainError as trouble:
        messages.error(request, trouble.text)
    else:
        messages.success(
            request, _("%(number)s: %(state)s") % {"number": payment, "state": payment.get_state_display()}
        )
    return _back(request.POST.get("tab", "doubt"))


@operator
@require_POST
def refund(request: HttpRequest, number: str) -> HttpResponse:
    """Send a refund again, or another way."""
    row, act = any_refund(number=number), request.POST.get("act", "")
    try:
        if act == "again":
            row = check_refund(refund=row)
            row = row if row.state == RefundState.DONE else send_refund(refund=row)
        elif act in {RefundTo.WALLET, RefundTo.HAND} and row.kind == RefundKind.REFUND:
            row = redirect_refund(refund=row, to=act, actor=request.user, reason=request.POST.get("reason", "")[:200])
        else:
            raise NotFound
    except NotFound:
        raise
    except DomainError as trouble:
        messages.error(request, trouble.text)
    else:
        messages.success(request, _("%(number)s: %(state)s") % {"number": row, "state": row.get_state_display()})
    return _back("refunds")


@operator
@require_POST
def settle(request: HttpRequest, key: str) -> HttpResponse:
    """A person has looked at a difference."""
    try:
        settle_difference(difference=any_difference(key=key), actor=request.user, note=request.POST.get("note", ""))
    except DomainError:
        messages.error(request, _("Please say in a few words what was done."))
    else:
        messages.success(request, _("Settled."))
    return _back("differences")


@operator
def credit(request: HttpRequest) -> HttpResponse:
    """Goodwill: credit for somebody's wallet."""
    form = CreditForm(request.POST if request.method == "POST" else None, initial={"key": public_id()})
    if request.method == "POST" and form.is_valid():
        person = User.objects.filter(email__iexact=form.cleaned_data["email"], is_active=True).first()
        if person is None:
            form.add_error("email", _("Nobody here has this address."))
        elif _credited(request, form, person):
            messages.success(request, _("Credited to %(name)s.") % {"name": person})
            return redirect("platform:credit")
    status = 422 if request.method == "POST" else 200
    return render(request, "orders/payments/credit.html", {"form": form}, status=status)


def _credited(request: HttpRequest, form: CreditForm, person: User) -> bool:
    told = form.cleaned_data
    try:
        credit_wallet(
            person=person,
            amount_cents=told["amount"],
            reason=told["reason"],
            actor=user_of(request),
            key=told["key"],
        )
    except DomainError as refusal:
        form.add_error(refusal.field or "email", refusal.text)
        return False
    return True


@operator
@require_POST
def fault(request: HttpRequest) -> HttpResponse:
    """Let the sandbox misbehave; only in the demo."""
    if not settings.DEMO:
        raise NotFound
    if "behave" in request.POST:
        behave()
        messages.success(request, _("The sandbox behaves again."))
        return _back("doubt")
    form = FaultForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        misbehave(call=told["call"], fault=Fault(told["fault"]), times=told["times"])
        messages.success(request, _("The sandbox will do that."))
    return _back("doubt")
