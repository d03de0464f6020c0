"""What a shop gives to sharers, with its cost; and the operators' decisions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.identity.access import user_of
from accounts.organisations.access import merchant, merchant_of, operator
from catalog.shops.models import Shop
from catalog.shops.selectors import shop_of
from community.earnings.errors import SecondAboveFirst
from community.earnings.forms import JudgeEarningForm, RateForm
from community.earnings.models import MOST_FIRST, MOST_SECOND
from community.earnings.selectors import (
    cost_of,
    earning_for_operator,
    held_earnings,
    judged_earnings,
    product_rates,
    rate_of_merchant,
    rate_of_shop,
)
from community.earnings.services import end_rate, judge_earning, set_rate
from config.kernel.money import Money
from config.kernel.paging import keyset

EXAMPLE = 10_000  # cents: what the example's buyer pays


def own_shop(request: HttpRequest) -> Shop:
    return shop_of(merchant_of(request))


@merchant("marketing")
@require_http_methods(["GET", "POST"])
def sharing(request: HttpRequest) -> HttpResponse:
    """What sharers get, an example, and what it brought in thirty days."""
    shop = own_shop(request)
    form = RateForm(request.POST if request.method == "POST" else None, shop=shop, initial=_now(shop))
    if request.method == "POST" and form.is_valid():
        try:
            rate = set_rate(shop=shop, actor=user_of(request), **form.cleaned_data)
        except SecondAboveFirst as refusal:
            form.add_error("second", refusal.text)
        else:
            messages.success(
                request,
                _("Saved. It counts from the next order on.")
                if rate.is_on
                else _("Switched off from the next order on."),
            )
            return redirect("merchant:sharing")
    context = {
        "shop": shop,
        "form": form,
        "rate": rate_of_shop(shop),
        "page": keyset(product_rates(shop), cursor=request.GET.get("cursor", ""), by="key", size=20),
        "cost": cost_of(shop),
        "most_first": MOST_FIRST // 100,
        "most_second": MOST_SECOND // 100,
    }
    context |= _example(form.cleaned_data if form.is_bound and not form.errors else None) or _example(_points(shop))
    return render(request, "community/earnings/merchant.html", context, status=422 if form.errors else 200)


def _now(shop: Shop) -> dict[str, Any]:
    first, second = _points(shop).values()
    return {"first": f"{first / 100:g}", "second": f"{second / 100:g}"}


def _points(shop: Shop) -> dict[str, int]:
    rate = rate_of_shop(shop)
    first, second = rate.basis_points if rate else (0, 0)
    return {"first": first, "second": second}


def _example(asked: dict[str, Any] | None) -> dict[str, Any]:
    """Somebody buys goods for a hundred by a link: who gets what."""
    if asked is None:
        return {}
    first, second = (Money(EXAMPLE).share(asked[name]).cents for name in ("first", "second"))
    return {
        "example": {
            "goods_cents": EXAMPLE,
            "first_cents": first,
            "second_cents": second,
            "cost_cents": first + second,
            "left_cents": EXAMPLE - first - second,
        }
    }


@merchant("marketing")
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """The example for what is in the form now. Nothing is saved."""
    shop = own_shop(request)
    form = RateForm(request.POST, shop=shop)
    context = _example(form.cleaned_data) if form.is_valid() else {}
    return render(request, "community/earnings/merchant.html#example", context | {"shop": shop})


@merchant("marketing")
@require_POST
def drop(request: HttpRequest, key: str) -> HttpResponse:
    """A product follows its shop again."""
    end_rate(rate=rate_of_merchant(own_shop(request), key=key), actor=user_of(request))
    messages.success(request, _("This product follows the shop again, from the next order on."))
    return redirect("merchant:sharing")


# ---- operators --------------------------------------------------------------------------------------------------


@operator
@require_GET
def earnings(request: HttpRequest) -> HttpResponse:
    """Earnings in doubt: waiting, or decided."""
    is_done = request.GET.get("show") == "done"
    rows = judged_earnings() if is_done else held_earnings()
    page = keyset(rows, cursor=request.GET.get("cursor", ""), by="key", size=30)
    return render(request, "community/earnings/platform.html", {"page": page, "is_done": is_done})


@operator
@require_POST
def judge(request: HttpRequest, key: str) -> HttpResponse:
    form = JudgeEarningForm(request.POST)
    earning = earning_for_operator(key=key)
    if form.is_valid() and form.cleaned_data["is_good"] is not None:
        judge_earning(earning=earning, actor=user_of(request), **form.cleaned_data)
        messages.success(request, _("Decided."))
    else:
        messages.error(request, _("Please say in a few words why."))
    return redirect("platform:earnings")
