"""A team's page, starting and joining one, and the lists of teams."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from catalog.products.models import Variant
from config.kernel.access import get_or_missing, public, signed_in
from config.kernel.errors import DomainError
from config.kernel.keyset import Sort, keyset_page
from orders.cart.services import whole_quantity
from orders.cart.shoppers import shopper_of
from orders.checkout.deals import DealChoice
from orders.checkout.models import OrderStatus
from orders.groupbuy.deal import KIND, TeamDeals, start_ref
from orders.groupbuy.errors import AlreadyInTeam, CampaignOver, TeamFull, TeamOver
from orders.groupbuy.models import GroupCampaign, GroupTeam, SeatStatus, TeamStatus
from orders.groupbuy.selectors import (
    cards,
    lacking_just_one,
    log_of,
    offer_of_campaign,
    open_teams,
    picks_of,
    running_seat,
    seat_in,
    seats_of,
    seats_of_buyer,
    team_for,
    with_goods,
    with_people,
)
from orders.groupbuy.wording import ending, log_line

PAGE = 24
PAID = Sort("paid", "paid_at")
ENDING = Sort("ending", "expires_at", is_descending=False)


@public
@require_safe
def team(request: HttpRequest, token: str) -> HttpResponse:
    """The page to share: who is in, who is missing, until when, and what happens if nobody comes."""
    found = team_for(request.user, token=token)
    if found.merged_into is not None:
        messages.info(request, _("Two teams became one. This is it."))
        return redirect("orders:team", found.merged_into.token)
    return render(request, "orders/groupbuy/team.html", _context(request, found))


@public
@require_safe
def state(request: HttpRequest, token: str) -> HttpResponse:
    """The part of the page that changes, for live updates."""
    found = team_for(request.user, token=token)
    return render(request, "orders/groupbuy/team.html#state", _context(request, found))


def _context(request: HttpRequest, found: GroupTeam) -> dict[str, Any]:
    campaign, seats, picks = found.campaign, seats_of(found), picks_of(found.campaign)
    seat = seat_in(found, request.user)
    wanted = request.GET.get("variant", "")
    pick = next((one for one in picks if one.variant.key == wanted), None)
    pick = pick or next((one for one in picks if one.can_buy), picks[0] if picks else None)
    is_inside = seat is not None and seat.status == SeatStatus.PAID
    return {
        "team": found,
        "campaign": campaign,
        "product": campaign.product,
        "people": [one.buyer for one in seats],
        "leader": seats[0].buyer if seats else None,
        "seat": seat,
        "is_mine": is_inside,
        "is_waiting": seat is not None and seat.status == SeatStatus.HELD,
        "can_join": found.is_open and found.seats_left > 0 and not is_inside,
        "can_start": campaign.is_running,
        "picks": picks,
        "pick": pick,
        "offer": offer_of_campaign(campaign),
        "ending": ending(found),
        "is_over": found.status not in {TeamStatus.OPEN, TeamStatus.FORMING, TeamStatus.SUCCEEDED},
        "log": [log_line(row) for row in log_of(found)],
        "path": reverse("orders:team", args=[found.token]),
    }


@public
@require_POST
def join(request: HttpRequest, token: str) -> HttpResponse:
    """One tap: to the checkout, with everything filled in."""
    found = team_for(request.user, token=token)
    return _to_checkout(request, found.token, found.campaign, reverse("orders:team", args=[found.token]))


@public
def start(request: HttpRequest, key: str) -> HttpResponse:
    """Start a team of a running campaign. Opened as a link, it leads to the product."""
    campaign = get_or_missing(GroupCampaign.objects.exclude(status="draft").select_related("product"), key=key)
    product = reverse("catalog:product", args=[campaign.product.slug])
    if request.method != "POST":
        return redirect(product)
    return _to_checkout(request, start_ref(campaign), campaign, product)


def _to_checkout(request: HttpRequest, ref: str, campaign: GroupCampaign, back: str) -> HttpResponse:
    """The checkout of a seat, if it is still to be had; else back to where one came from, with the reason."""
    key, quantity = request.POST.get("variant", ""), whole_quantity(request.POST.get("quantity") or "1")
    address = _checkout_url(ref, key, quantity)
    if not request.user.is_authenticated:
        return redirect_to_login(address)
    variant = get_or_missing(Variant.objects.all(), key=key, product=campaign.product_id)
    try:
        TeamDeals().price(shopper=shopper_of(request), choice=DealChoice(KIND, ref, key, quantity), variant=variant)
    except AlreadyInTeam as refusal:
        return _to_my_seat(request, campaign, refusal)
    except (CampaignOver, TeamFull, TeamOver) as refusal:
        messages.info(request, refusal.text)
        return redirect(back)
    return redirect(address)


def _checkout_url(ref: str, key: str, quantity: int) -> str:
    query = urlencode({"deal": f"{KIND}:{ref}", "variant": key, "quantity": quantity})
    return f"{reverse('orders:checkout')}?{query}"


def _to_my_seat(request: HttpRequest, campaign: GroupCampaign, refusal: DomainError) -> HttpResponse:
    """Somebody who sits in an open team already goes there; who has not paid yet goes on paying."""
    seat = running_seat(request.user, campaign=campaign)
    if seat is None:
        raise refusal
    if seat.status == SeatStatus.HELD and seat.order.status == OrderStatus.PENDING_PAYMENT and seat.order.trade:
        messages.info(request, _("Your seat is held. Pay to take it."))
        return redirect("orders:pay-trade", seat.order.trade.number)
    messages.info(request, refusal.text)
    return redirect("orders:team", seat.team.token)


@public
@require_safe
def team_list(request: HttpRequest) -> HttpResponse:
    """Every team that can be joined, nearest deadline first; or only those that lack one."""
    rows = open_teams()
    if is_one := request.GET.get("lacking") == "1":
        rows = lacking_just_one(rows)
    page = keyset_page(with_people(with_goods(rows)), sort=ENDING, cursor=request.GET.get("cursor", ""), size=PAGE)
    context = {"cards": cards(page.items, viewer=request.user), "next_cursor": page.next_cursor, "is_one": is_one}
    return render(request, "orders/groupbuy/list.html", context)


@signed_in
@require_safe
def my_teams(request: HttpRequest) -> HttpResponse:
    """The teams somebody is or was in."""
    page = keyset_page(seats_of_buyer(request.user), sort=PAID, cursor=request.GET.get("cursor", ""), size=PAGE)
    return render(request, "orders/groupbuy/mine.html", {"seats": page.items, "next_cursor": page.next_cursor})
