"""A shop's bargain campaigns: what they bring, a new one with its preview, changing and stopping."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.organisations.access import merchant, merchant_of
from catalog.inventory.selectors import offer_of
from catalog.products.models import Variant
from catalog.shops.models import Shop
from catalog.shops.selectors import shop_of
from config.kernel.errors import DomainError
from config.kernel.paging import keyset
from orders.bargain.campaigns import begin_campaign, change_campaign, check_campaign, stop_campaign
from orders.bargain.forms import CampaignForm, ChangeForm, add_refusal, first_guess
from orders.bargain.models import BargainCampaign, CampaignState
from orders.bargain.selectors import (
    Results,
    campaign_of_shop,
    campaigns_of,
    recent_bargains,
    results_of,
    variant_to_offer,
    variants_to_offer,
)

PAGE = 20
MOST_SHOWN = 24
DEEP = 50  # per cent off: worth a second look


def own_shop(request: HttpRequest) -> Shop:
    return shop_of(merchant_of(request))


@merchant("marketing")
@require_GET
def campaign_list(request: HttpRequest) -> HttpResponse:
    """All campaigns, newest first, with what each has brought."""
    page = keyset(campaigns_of(own_shop(request)), cursor=request.GET.get("cursor", ""), by="key", size=PAGE)
    results = results_of([one.pk for one in page.rows])
    rows = [(one, results.get(one.pk, Results())) for one in page.rows]
    return render(request, "orders/bargain/merchant_list.html", {"page": page, "rows": rows})


@merchant("marketing")
@require_http_methods(["GET", "POST"])
def campaign_new(request: HttpRequest) -> HttpResponse:
    """First the item, then the rule."""
    shop = own_shop(request)
    key = request.GET.get("variant", "")
    if not key:
        text = request.GET.get("q", "").replace("\x00", "").strip()[:60]
        found = list(variants_to_offer(shop, text=text)[:MOST_SHOWN])
        return render(request, "orders/bargain/merchant_choose.html", {"variants": found, "q": text})
    variant = variant_to_offer(shop, key=key)
    if request.method == "POST":
        return _begin(request, shop, variant)
    like = request.GET.get("like", "")
    initial = first_guess(variant, campaign_of_shop(shop, key=like) if like else None)
    return _form_page(request, variant, CampaignForm(initial=initial, variant=variant))


def _begin(request: HttpRequest, shop: Shop, variant: Variant) -> HttpResponse:
    form = CampaignForm(request.POST, variant=variant)
    if form.is_valid():
        try:
            campaign = begin_campaign(shop=shop, draft=form.draft)
        except DomainError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("The campaign is set up."))
            return redirect("merchant:bargain-campaign", campaign.key)
    return _form_page(request, variant, form, status=422)


def _form_page(request: HttpRequest, variant: Variant, form: CampaignForm, *, status: int = 200) -> HttpResponse:
    context = {"variant": variant, "form": form} | _preview(form if form.is_bound else _filled(form))
    return render(request, "orders/bargain/merchant_form.html", context, status=status)


def _filled(form: CampaignForm) -> CampaignForm:
    """The same form as if its first guesses had been sent: for the first preview."""
    sent = {name: form[name].value() for name in form.fields}
    return CampaignForm(sent, variant=form.variant)


@merchant("marketing")
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """What shoppers will see, and what it can cost, for what is in the form now. Nothing is saved."""
    variant = variant_to_offer(own_shop(request), key=request.GET.get("variant", ""))
    context = _preview(CampaignForm(request.POST, variant=variant))
    return render(request, "orders/bargain/merchant_form.html#preview", context | {"variant": variant})


def _preview(form: CampaignForm) -> dict[str, Any]:
    """The campaign this would be, with what speaks against it."""
    if not form.is_valid():
        return {"planned": None}
    campaign = form.draft.campaign
    campaign.variant, campaign.shop = form.variant, form.variant.product.shop
    try:
        check_campaign(campaign)
    except DomainError as refusal:
        return {"planned": None, "refusal": refusal.text}
    list_cents = campaign.variant.price_cents
    left = offer_of(campaign.variant).left
    return {
        "planned": campaign,
        "most_cents": (list_cents - campaign.floor_cents) * campaign.places,
        "percent": round((list_cents - campaign.floor_cents) * 100 / list_cents),
        "is_deep": (list_cents - campaign.floor_cents) * 100 >= DEEP * list_cents,
        "left": left,
        "is_short": left < campaign.places,
    }


@merchant("marketing")
@require_http_methods(["GET", "POST"])
def campaign(request: HttpRequest, key: str) -> HttpResponse:
    """One campaign: its rule, its results, its newest bargains; places and end may change while it runs."""
    found = campaign_of_shop(own_shop(request), key=key)
    form = ChangeForm(request.POST or None, initial={"places": found.places, "ends_at": found.ends_at})
    if request.method == "POST" and form.is_valid():
        try:
            change_campaign(campaign=found, **form.cleaned_data)
        except DomainError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("merchant:bargain-campaign", key)
    context = {
        "campaign": found,
        "form": form,
        "can_change": found.state not in {CampaignState.STOPPED, CampaignState.OVER},
        "results": results_of([found.pk]).get(found.pk, Results()),
        "bargains": recent_bargains(found),
    }
    return render(request, "orders/bargain/merchant_campaign.html", context, status=422 if form.errors else 200)


@merchant("marketing")
@require_POST
def stop(request: HttpRequest, key: str) -> HttpResponse:
    found: BargainCampaign = campaign_of_shop(own_shop(request), key=key)
    stop_campaign(campaign=found, actor=request.user)
    messages.success(request, _("Stopped. Bargains already begun run on until their own deadline."))
    return redirect("merchant:bargain-campaign", key)
