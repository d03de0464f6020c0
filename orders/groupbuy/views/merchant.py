"""Group campaigns in the merchant's portal."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.organisations.access import merchant, merchant_of
from catalog.products.models import ListingStatus, Product
from catalog.shops.models import Shop
from catalog.shops.selectors import shop_of
from config.kernel.access import get_or_missing
from config.kernel.clock import now
from config.kernel.errors import DomainError
from config.kernel.paging import keyset
from orders.groupbuy.forms import CampaignForm, ExtendForm, initial_of
from orders.groupbuy.models import CampaignStatus, GroupCampaign
from orders.groupbuy.selectors import (
    campaign_for,
    campaigns_of,
    cards,
    offer_of_campaign,
    picks_of,
    results_of,
    teams_of_campaign,
    warnings_of,
)
from orders.groupbuy.services import (
    create_campaign,
    edit_campaign,
    extend_campaign,
    start_campaign,
    stop_campaign,
)
from orders.groupbuy.wording import warning_text

PAGE = 20
NEW_LASTS = timedelta(days=14)


def _shop(request: HttpRequest) -> Shop:
    return shop_of(merchant_of(request))


@merchant("marketing")
@require_GET
def campaign_list(request: HttpRequest) -> HttpResponse:
    """A shop's campaigns, newest first."""
    shop = _shop(request)
    page = keyset(campaigns_of(shop), cursor=request.GET.get("cursor", ""), by="key", size=PAGE)
    return render(request, "orders/groupbuy/merchant_list.html", {"page": page, "shop": shop})


@merchant("marketing")
@require_http_methods(["GET", "POST"])
def campaign_new(request: HttpRequest) -> HttpResponse:
    """First the product, then its terms."""
    products = Product.objects.filter(shop=_shop(request), status=ListingStatus.LISTED).select_related("cover", "shop")
    slug = request.GET.get("product", "")
    if not slug:
        return render(request, "orders/groupbuy/merchant_product.html", {"products": products.order_by("-pk")[:200]})
    product = get_or_missing(products, slug=slug)
    start = timezone.localtime(now()).replace(minute=0, second=0)
    initial = {"name": product.title[:60], "starts_at": start, "ends_at": start + NEW_LASTS}
    form = CampaignForm(product, request.POST if request.method == "POST" else None, initial=initial)
    return _edited(request, form, product, None)


@merchant("marketing")
@require_http_methods(["GET", "POST"])
def campaign_edit(request: HttpRequest, key: str) -> HttpResponse:
    """Drafts only: a started campaign keeps its terms."""
    campaign = campaign_for(_shop(request), key=key)
    if campaign.status != CampaignStatus.DRAFT:
        return redirect("merchant:groupbuy-campaign", key)
    posted = request.POST if request.method == "POST" else None
    form = CampaignForm(campaign.product, posted, initial=initial_of(campaign))
    return _edited(request, form, campaign.product, campaign)


def _edited(request: HttpRequest, form: CampaignForm, product: Product, campaign: GroupCampaign | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            if campaign is None:
                campaign = create_campaign(product=product, draft=form.draft)
            else:
                campaign = edit_campaign(campaign=campaign, draft=form.draft)
            messages.success(request, _("Saved. Look at it once more, then start it."))
            return redirect("merchant:groupbuy-campaign", campaign.key)
        except DomainError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.text)
    context = {"form": form, "product": product, "campaign": campaign}
    return render(request, "orders/groupbuy/merchant_edit.html", context, status=422 if form.is_bound else 200)


@merchant("marketing")
@require_GET
def campaign_detail(request: HttpRequest, key: str) -> HttpResponse:
    """What buyers see, what to look at, who is in which team, and what came of it."""
    return _detail(request, campaign_for(_shop(request), key=key))


def _detail(request: HttpRequest, campaign: GroupCampaign, *, status: int = 200, **more: Any) -> HttpResponse:
    page = keyset(teams_of_campaign(campaign), cursor=request.GET.get("cursor", ""), by="token", size=PAGE)
    context = {
        "campaign": campaign,
        "product": campaign.product,
        "offer": offer_of_campaign(campaign),
        "picks": picks_of(campaign),
        "warnings": [warning_text(one) for one in warnings_of(campaign)] if not campaign.is_over else [],
        "results": results_of(campaign),
        "page": page,
        "cards": cards(page.rows),
        "extend": ExtendForm(initial={"ends_at": timezone.localtime(campaign.ends_at)}),
    }
    return render(request, "orders/groupbuy/merchant_campaign.html", context | more, status=status)


@merchant("marketing")
@require_POST
def campaign_start(request: HttpRequest, key: str) -> HttpResponse:
    campaign = campaign_for(_shop(request), key=key)
    try:
        start_campaign(campaign=campaign, actor=request.user)
    except DomainError as refusal:
        return _detail(request, campaign, refusal=refusal.text, status=refusal.status)
    messages.success(request, _("Started. The product shows its team price now."))
    return redirect("merchant:groupbuy-campaign", key)


@merchant("marketing")
@require_POST
def campaign_stop(request: HttpRequest, key: str) -> HttpResponse:
    stop_campaign(campaign=campaign_for(_shop(request), key=key), actor=request.user)
    messages.success(request, _("Stopped. Open teams go on until their own deadline."))
    return redirect("merchant:groupbuy-campaign", key)


@merchant("marketing")
@require_POST
def campaign_extend(request: HttpRequest, key: str) -> HttpResponse:
    campaign = campaign_for(_shop(request), key=key)
    form = ExtendForm(request.POST)
    if form.is_valid():
        try:
            extend_campaign(campaign=campaign, ends_at=form.cleaned_data["ends_at"])
        except DomainError as refusal:
            form.add_error("ends_at", refusal.text)
        else:
            messages.success(request, _("Saved."))
            return redirect("merchant:groupbuy-campaign", key)
    return _detail(request, campaign, extend=form, status=422)


@merchant("marketing")
@require_POST
def campaign_copy(request: HttpRequest, key: str) -> HttpResponse:
    """A new draft with the same terms, for what comes after a campaign that is over."""
    campaign = campaign_for(_shop(request), key=key)
    start = timezone.localtime(now()).replace(minute=0, second=0)
    initial = initial_of(campaign) | {"starts_at": start, "ends_at": start + NEW_LASTS}
    form = CampaignForm(campaign.product, initial=initial)
    context = {"form": form, "product": campaign.product, "campaign": None}
    return render(request, "orders/groupbuy/merchant_edit.html", context)
