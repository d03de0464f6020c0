"""Passing parcels on to a colleague."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.organisations.access import courier
from config.kernel.errors import DomainError
from orders.fulfilment.forms import HandOverForm
from orders.fulfilment.selectors import hand_over_for, hand_overs_of, parcel_for
from orders.fulfilment.services.handing_over import offer, take, turn_down


@require_http_methods(["GET", "POST"])
@courier
def hand_over(request: HttpRequest) -> HttpResponse:
    """What is offered to me, what I offered, and a form to offer more."""
    form = HandOverForm(request.POST if request.method == "POST" else None, courier=request.user)
    if form.is_valid():
        try:
            parcels = [parcel_for(request.user, waybill=number) for number in form.numbers()]
            made = offer(giver=request.user, taker=form.cleaned_data["taker"], parcels=parcels)
        except DomainError as refusal:
            form.add_error("waybills", refusal.text)
        else:
            text = _("Offered. It changes hands when %(name)s takes it.")
            messages.success(request, text % {"name": made.taker.display_name})
            return redirect("logistics:hand-over")
    context = {"form": form, "waiting": hand_overs_of(request.user)}
    return render(request, "orders/fulfilment/hand_over.html", context, status=422 if form.errors else 200)


@require_POST
@courier
def answer(request: HttpRequest, key: str) -> HttpResponse:
    """Take it, decline it, or call it off."""
    found = hand_over_for(request.user, key=key)
    if request.POST.get("action") == "take":
        pieces = take(hand_over=found, taker=request.user)
        text = ngettext("%(count)d parcel is yours now.", "%(count)d parcels are yours now.", pieces)
        messages.success(request, text % {"count": pieces})
    else:
        turn_down(hand_over=found, actor=request.user)
        messages.info(request, _("Nothing changed hands."))
    return redirect("logistics:hand-over")
