"""What the campaign pages of merchants and of the platform share: list, editor, one campaign, its buttons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.shops.models import Shop
from config.kernel.clock import now
from config.kernel.errors import DomainError, NotFound
from config.kernel.paging import keyset
from orders.promotions import services
from orders.promotions.forms.editor import CampaignEditor
from orders.promotions.forms.gifts import CodesForm, GiveForm
from orders.promotions.models import Campaign, Kind, TakenBy
from orders.promotions.selectors.campaigns import (
    TABS,
    campaign_for,
    campaigns_of,
    counts_by_tab,
    results_by_shop,
    results_of,
)
from orders.promotions.selectors.checks import draft_of, previews, warnings
from orders.promotions.wording import campaign_tab_label

PAGE = 20


@dataclass(frozen=True)
class Desk:
    """Whose campaigns these are, and where their pages live."""

    shop: Shop | None
    namespace: str
    layout: str
    word: str

    @property
    def kinds(self) -> list[tuple[str, Any]]:
        return [(kind.value, kind.label) for kind in Kind if self.shop or kind == Kind.COUPON]

    def url(self, name: str, *args: str) -> str:
        return reverse(f"{self.namespace}:{name}", args=args)


def listing(request: HttpRequest, desk: Desk, **more: Any) -> HttpResponse:
    at = now()
    tab = request.GET.get("state", "all")
    tab = tab if tab in TABS else "all"
    counts = counts_by_tab(desk.shop, at=at)
    rows = campaigns_of(desk.shop, tab, at=at)
    context = {
        "desk": desk,
        "tab": tab,
        "tabs": [(name, campaign_tab_label(name), counts[name]) for name in TABS],
        "page": keyset(rows, cursor=request.GET.get("cursor", ""), by="key", size=PAGE),
        "has_any": counts["all"] > 0,
    }
    return render(request, "orders/promotions/campaigns.html", context | more)


def edit(request: HttpRequest, desk: Desk, *, kind: str = "", key: str = "") -> HttpResponse:
    """The editor: look at it, add a row, preview the price, save."""
    campaign = campaign_for(desk.shop, key=key) if key else None
    kind = campaign.kind if campaign else kind
    if kind not in dict(desk.kinds):
        raise NotFound
    posted = request.POST if request.method == "POST" else None
    editor = CampaignEditor(shop=desk.shop, kind=kind, campaign=campaign, posted=posted)
    if posted is None or "add" in posted:
        return _editor_page(request, desk, editor)
    if not editor.is_valid():
        return _editor_page(request, desk, editor, status=422)
    if "preview" in posted:
        return _editor_page(request, desk, editor, is_previewed=True)
    try:
        saved = services.write_campaign(shop=desk.shop, actor=request.user, draft=editor.draft, campaign=campaign)
    except DomainError as refusal:
        if refusal.status == 404:
            raise
        editor.refuse(refusal)
        return _editor_page(request, desk, editor, status=refusal.status)
    messages.success(request, _("Saved."))
    return redirect(desk.url("campaign", saved.key))


def _editor_page(
    request: HttpRequest, desk: Desk, editor: CampaignEditor, *, status: int = 200, is_previewed: bool = False
) -> HttpResponse:
    context: dict[str, Any] = {"desk": desk, "editor": editor, "kind_label": Kind(editor.kind).label}
    if is_previewed:
        draft = editor.draft
        context["previews"] = previews(desk.shop, draft) if desk.shop else []
        context["warnings"] = warnings(desk.shop, draft, campaign=editor.campaign, at=now())
        context["is_previewed"] = True
    return render(request, "orders/promotions/campaign_edit.html", context, status=status)


def detail(request: HttpRequest, desk: Desk, key: str, **more: Any) -> HttpResponse:
    """One campaign: where it stands, what came of it, how it looks to buyers, what to think about."""
    campaign = campaign_for(desk.shop, key=key)
    draft, at = draft_of(campaign), now()
    status = more.pop("status", 200)
    context = {
        "desk": desk,
        "campaign": campaign,
        "phase": campaign.phase(at),
        "draft": draft,
        "results": results_of(campaign),
        "previews": previews(desk.shop, draft) if desk.shop else [],
        "warnings": warnings(desk.shop, draft, campaign=campaign, at=at),
        "by_shop": results_by_shop(campaign) if desk.shop is None else [],
        "invited": campaign.invited.select_related("shop").order_by("shop__name") if desk.shop is None else [],
        "give_form": GiveForm(),
        "codes_form": CodesForm(),
        "codes": _codes(campaign),
    }
    return render(request, "orders/promotions/campaign.html", context | more, status=status)


def _codes(campaign: Campaign) -> list[Any]:
    if campaign.kind != Kind.COUPON or campaign.coupon.taken_by != TakenBy.CODE:
        return []
    return list(campaign.coupon.codes.order_by("-pk")[:200])


def act(request: HttpRequest, desk: Desk, key: str) -> HttpResponse:
    """Start or stop."""
    campaign = campaign_for(desk.shop, key=key)
    is_start = request.POST.get("action") == "start"
    try:
        if is_start:
            services.start_campaign(campaign=campaign, actor=request.user)
        else:
            services.stop_campaign(campaign=campaign, actor=request.user)
    except DomainError as refusal:
        messages.error(request, refusal.text)
    else:
        messages.success(request, _("It runs from its first day on.") if is_start else _("It is stopped."))
    return redirect(desk.url("campaign", key))


def give(request: HttpRequest, desk: Desk, key: str) -> HttpResponse:
    """Give a coupon to somebody by name or e-mail address."""
    campaign = _coupon_campaign(desk, key)
    form = GiveForm(request.POST)
    if not form.is_valid():
        return detail(request, desk, key, give_form=form, status=422)
    try:
        services.give_coupon(terms=campaign.coupon, person=form.receiver, actor=request.user)
    except DomainError as refusal:
        form.add_error("person", refusal.text)
        return detail(request, desk, key, give_form=form, status=refusal.status)
    messages.success(request, _("Given."))
    return redirect(desk.url("campaign", key))


def codes(request: HttpRequest, desk: Desk, key: str) -> HttpResponse:
    """Make fresh codes."""
    campaign = _coupon_campaign(desk, key)
    if campaign.coupon.taken_by != TakenBy.CODE:
        raise NotFound
    form = CodesForm(request.POST)
    if not form.is_valid():
        return detail(request, desk, key, codes_form=form, status=422)
    services.make_codes(terms=campaign.coupon, count=form.cleaned_data["count"], actor=request.user)
    messages.success(request, _("The codes are ready below."))
    return redirect(desk.url("campaign", key))


def _coupon_campaign(desk: Desk, key: str) -> Campaign:
    campaign = campaign_for(desk.shop, key=key)
    if campaign.kind != Kind.COUPON:
        raise NotFound
    return campaign
