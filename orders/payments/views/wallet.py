"""A person's wallet: what is in it, how it came there, and where refunds go."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.identity.access import user_of
from config.kernel.access import public, signed_in
from config.kernel.paging import keyset
from orders.cart.shoppers import shopper_of
from orders.payments.errors import GatewayDown, RefundUnderway
from orders.payments.forms import WishForm
from orders.payments.history import in_words
from orders.payments.models import RefundTo
from orders.payments.selectors import balance_of, refund_for, refund_wish_of, wallet_history
from orders.payments.services import redirect_refund, wish_refunds


@signed_in
@require_http_methods(["GET", "POST"])
def wallet(request: HttpRequest) -> HttpResponse:
    """Balance and history; the form says where refunds go from now on."""
    person = user_of(request)
    form = WishForm(request.POST if request.method == "POST" else None, initial={"to": refund_wish_of(person)})
    if request.method == "POST" and form.is_valid():
        wish_refunds(person=person, to=form.cleaned_data["to"])
        messages.success(request, _("Saved. It counts for refunds from now on."))
        return redirect("orders:wallet")
    page = keyset(wallet_history(person), cursor=request.GET.get("cursor", ""), by="key", size=20)
    context = {"balance": balance_of(person), "page": page, "lines": in_words(page.rows), "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "orders/payments/wallet.html", context, status=status)


@public
@require_POST
def refund_to_wallet(request: HttpRequest, number: str) -> HttpResponse:
    """A refund that the provider could not pay: have it in the wallet instead."""
    refund = refund_for(shopper_of(request), number=number)
    try:
        refund = redirect_refund(refund=refund, to=RefundTo.WALLET, actor=request.user, reason="asked by the buyer")
    except (RefundUnderway, GatewayDown) as refusal:
        messages.error(request, refusal.text)
    else:
        arrived = (
            _("It is in your wallet.") if refund.to == RefundTo.WALLET else _("The bank has paid it back after all.")
        )
        messages.success(request, arrived)
    if refund.order is None:
        return redirect("orders:wallet")
    return redirect("orders:detail", refund.order.number)
