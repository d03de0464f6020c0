"""The merchant's page about what sending costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.addresses import regions
from accounts.organisations.access import merchant, merchant_of
from catalog.shops.selectors import shop_of
from orders.freight.errors import NotServed
from orders.freight.forms import PriceListForm, Rules, initial_rules, kept_rules
from orders.freight.models import FreightTemplate, FreightUnit
from orders.freight.selectors import Goods, PriceList, price_lists
from orders.freight.services import write_price_list

EACH = {"empty_permitted": False}  # a rule left as it came is a rule all the same
SAMPLES = ("330106", "110101", "440106", "540102", "650102")  # near and far
SAMPLE_UNITS = (1, 3, 10)


@dataclass(frozen=True)
class Sample:
    """One line of the preview: what 1, 3 and 10 pieces (or kilograms) cost to a place; None is not served."""

    place: str
    costs: list[int | None]


@merchant("orders")
@require_http_methods(["GET", "POST"])
def freight(request: HttpRequest) -> HttpResponse:
    """Edit the list; below it, what it means for real places."""
    shop = shop_of(merchant_of(request))
    template = FreightTemplate.objects.filter(shop=shop, is_default=True).first()
    start = {"name": template.name if template else _("Standard"), "unit": template.unit if template else "count"}
    posted = request.POST if request.method == "POST" else None
    form = PriceListForm(posted, initial=start)
    rules = Rules(_with_added(posted), initial=initial_rules(template), prefix="rule", form_kwargs=EACH)
    if posted is not None and "add" not in posted and form.is_valid() and rules.is_valid():
        drafts = [one.draft for one in kept_rules(rules)]
        write_price_list(shop=shop, name=form.cleaned_data["name"], unit=form.cleaned_data["unit"], rules=drafts)
        messages.success(request, _("Saved. It counts from the next checkout on."))
        return redirect("merchant:freight")
    status = 422 if posted is not None and "add" not in posted else 200
    samples = _samples(price_lists([shop])[shop.pk])
    context = {
        "form": form,
        "rules": rules,
        "samples": samples,
        "units": SAMPLE_UNITS,
        "has_list": template is not None,
    }
    return render(request, "orders/freight/edit.html", context, status=status)


def _with_added(posted: Any) -> Any:
    """One more empty rule when that button was pressed."""
    if posted is None or "add" not in posted:
        return posted
    more = posted.copy()
    count = int(more.get("rule-TOTAL_FORMS") or 0) if str(more.get("rule-TOTAL_FORMS", "")).isdecimal() else 0
    more["rule-TOTAL_FORMS"] = str(count + 1)
    for name, value in {
        "is_served": "on",
        "first_units": "1",
        "first_cents": "0",
        "next_units": "1",
        "next_cents": "0",
    }.items():
        more[f"rule-{count}-{name}"] = value
    return more


def _samples(prices: PriceList) -> list[Sample]:
    return [Sample(regions.label(code), [_cost(prices, code, units) for units in SAMPLE_UNITS]) for code in SAMPLES]


def _cost(prices: PriceList, code: str, units: int) -> int | None:
    grams = 1000 if prices.unit == FreightUnit.WEIGHT else 0
    try:
        return prices.quote([Goods(units, grams, 0)], code).cents
    except NotServed:
        return None
