"""Buying together inside a group."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.identity.access import user_of
from community.groups.views.pages import readable
from community.teams.selectors import campaign_to_start, campaigns_to_start, teams_open_in
from community.teams.services import wish_team
from config.kernel.access import public, signed_in
from config.kernel.errors import DomainError
from config.kernel.paging import keyset
from orders.groupbuy.selectors import offer_of_campaign, picks_of

PAGE = 20


@public
@require_GET
def teams(request: HttpRequest, slug: str) -> HttpResponse:
    """The teams of a group that wait for people, and what a new one can be started of."""
    group, standing = readable(request, slug)
    text = request.GET.get("q", "").replace("\x00", "").strip()[:40]
    page = keyset(campaigns_to_start(text), cursor=request.GET.get("cursor", ""), by="key", size=PAGE)
    cards = teams_open_in(group, request.user)
    context = {"group": group, "standing": standing, "cards": cards, "page": page, "q": text}
    return render(request, "community/teams/list.html", context)


@public
@require_GET
def open_here(request: HttpRequest, slug: str) -> HttpResponse:
    """The part of the group's page that is fetched after it."""
    group, standing = readable(request, slug)
    context = {"group": group, "standing": standing, "cards": teams_open_in(group, request.user)}
    return render(request, "community/teams/_open.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Choose what, then to the checkout: the same request goes on to where teams are started."""
    group, standing = readable(request, slug)
    campaign = campaign_to_start(key=key)
    if request.method == "POST":
        try:
            wish_team(group=group, user=user_of(request), campaign=campaign)
        except DomainError as refusal:
            messages.error(request, refusal.text)
            return redirect("community:group-teams", group.slug)
        return redirect("orders:team-start", campaign.key, preserve_request=True)
    picks = picks_of(campaign)
    context = {
        "group": group,
        "standing": standing,
        "campaign": campaign,
        "product": campaign.product,
        "offer": offer_of_campaign(campaign),
        "picks": picks,
        "pick": next((one for one in picks if one.can_buy), None),
    }
    return render(request, "community/teams/start.html", context)
