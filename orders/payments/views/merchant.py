"""Cash on delivery in the merchant's portal."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.organisations.access import merchant, merchant_of
from catalog.shops.selectors import shop_of
from orders.payments.forms import CashRuleForm
from orders.payments.selectors import cash_rule_of
from orders.payments.services.cash import set_cash_rule


@merchant("orders")
@require_http_methods(["GET", "POST"])
def cash(request: HttpRequest) -> HttpResponse:
    shop = shop_of(merchant_of(request))
    form = CashRuleForm(request.POST if request.method == "POST" else None, rule=cash_rule_of(shop))
    if request.method == "POST" and form.is_valid():
        set_cash_rule(shop=shop, **form.cleaned_data)
        messages.success(request, _("Saved. It counts from the next checkout on."))
        return redirect("merchant:cash")
    status = 422 if request.method == "POST" else 200
    return render(request, "orders/payments/cash.html", {"form": form}, status=status)
