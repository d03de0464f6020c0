"""The checkout page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.addresses.services import add_address
from accounts.loyalty.errors import NotEnoughPoints
from catalog.inventory.errors import OutOfStock
from config.kernel.access import public
from config.kernel.errors import DomainError
from config.kernel.idempotency import KeyReused, once
from config.kernel.ids import public_id
from config.kernel.locks import patient
from orders.cart.shoppers import Shopper, remember_guest_key, shopper_of
from orders.checkout.deals import Choice, page_of
from orders.checkout.errors import AddressNeeded, CheckoutChanged, NothingToBuy
from orders.checkout.forms import CheckoutForm, choice_of, notes_of
from orders.checkout.models import Trade
from orders.checkout.selectors import Draft, changes_since, draft, trade_placed_with
from orders.checkout.services import Agreed, place_trade
from orders.checkout.wording import sum_rows
from orders.counters.errors import PickupPointGone
from orders.freight.errors import NotServed
from orders.promotions.errors import CouponNotUsable, CouponUnknown, PromotionOver

ROUTE = "checkout"
REFUSALS = (
    AddressNeeded,
    CheckoutChanged,
    CouponNotUsable,
    CouponUnknown,
    NotEnoughPoints,
    NotServed,
    OutOfStock,
    PickupPointGone,
    PromotionOver,
)
COUNT_AGAIN = "count"  # the button that only counts again: coupons chosen without scripts


def _back_to_deal(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A deal that is not to be had (any more) leads to its own page with the reason. Nothing was placed."""

    @wraps(view)
    def led(request: HttpRequest) -> HttpResponse:
        try:
            return view(request)
        except DomainError as refusal:
            deal = choice_of(request.POST if request.method == "POST" else request.GET).deal
            page = page_of(deal) if deal else ""
            if not page:
                raise
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path() if request.method == "GET" else page)
            messages.info(request, refusal.text)
            return redirect(page)

    return led


@public
@require_http_methods(["GET", "POST"])
@_back_to_deal
def checkout(request: HttpRequest) -> HttpResponse:
    """One page: where to, what, how much. Posting it places the order once, however often it is sent."""
    if request.method == "POST":
        return _place(request)
    shopper = shopper_of(request)
    form = CheckoutForm(shopper, wants_new=request.GET.get("address") == "new")
    choice = choice_of(request.GET)
    now_ = draft(shopper, region_code=form.destination, choice=choice)
    if not now_.orders and not choice.deal:
        return _back_to_cart(request)
    return render(request, "orders/checkout/checkout.html", _context(request, form, now_, choice, key=public_id(24)))


@public
@require_POST
def summary(request: HttpRequest) -> HttpResponse:
    """Lines and sums again, for the region chosen now."""
    shopper = shopper_of(request)
    form = CheckoutForm(shopper, request.POST)
    choice = choice_of(request.POST)
    now_ = draft(shopper, region_code=form.destination, choice=choice)
    context = _context(request, form, now_, choice, key=request.POST.get("key", ""))
    return render(request, "orders/checkout/checkout.html#summary", context)


def _place(request: HttpRequest) -> HttpResponse:
    shopper, key = shopper_of(request), request.POST.get("key", "")
    form = CheckoutForm(shopper, request.POST)
    if COUNT_AGAIN in request.POST:
        return _again(request, form, status=200)
    if not form.is_valid():
        return _again(request, form, status=422)
    try:
        number = _placed_once(request, shopper, form, key)
    except KeyReused:
        messages.info(request, _("You have placed this order already. Here it is."))
        number = trade_placed_with(shopper, key=key, route=ROUTE)
    except NothingToBuy:
        return _back_to_cart(request)
    except REFUSALS as refusal:
        return _refused(request, form, refusal)
    trade = Trade.objects.get(number=number)
    if shopper.is_guest:
        remember_guest_key(request, trade.guest_key)
    return redirect("orders:pay-trade", number)


def _refused(request: HttpRequest, form: CheckoutForm, refusal: DomainError) -> HttpResponse:
    if isinstance(refusal, AddressNeeded):
        form.ask_for_door()
        return _again(request, form, status=422)
    is_about_coupons = isinstance(refusal, CouponNotUsable | CouponUnknown)
    return _again(request, form, refusal=refusal.text, status=409, keeps_coupons=not is_about_coupons)


@patient(tries=5)
def _placed_once(request: HttpRequest, shopper: Shopper, form: CheckoutForm, key: str) -> str:
    """The number of the trade this key placed, now or before."""
    said = {name: request.POST.getlist(name) for name in request.POST if name not in {"seen", "csrfmiddlewaretoken"}}

    def work() -> tuple[int, dict[str, str]]:
        trade = place_trade(
            shopper=shopper,
            delivery=form.delivery,
            agreed=Agreed(seen=request.POST.get("seen", "") or "nothing"),
            notes=notes_of(request.POST),
            choice=choice_of(request.POST),
        )
        one = form.delivery
        if form.is_new and form.cleaned_data.get("keep") and one.has_door:
            add_address(
                user=shopper.user,
                recipient=one.recipient,
                phone=one.phone,
                region_code=one.region_code,
                street=one.street,
            )
        return 201, {"trade": trade.number}

    _status, answer = once(actor=shopper.name, route=ROUTE, key=key, body=said, work=work)
    return str(answer["trade"])


def _again(
    request: HttpRequest, form: CheckoutForm, *, refusal: str = "", status: int, keeps_coupons: bool = True
) -> HttpResponse:
    """The page as it was filled in, with what is wrong or what changed. Nothing was placed."""
    choice = choice_of(request.POST)
    if not keeps_coupons:
        choice = replace(choice, coupons=None)
    now_ = draft(form.shopper, region_code=form.destination, choice=choice)
    if not now_.orders and not now_.left_out:
        return _back_to_cart(request)
    changes = changes_since(request.POST.get("seen", ""), now_) if refusal else []
    context = _context(request, form, now_, choice, key=request.POST.get("key") or public_id(24))
    return render(
        request, "orders/checkout/checkout.html", context | {"changes": changes, "refusal": refusal}, status=status
    )


def _context(request: HttpRequest, form: CheckoutForm, now_: Draft, choice: Choice, *, key: str) -> dict[str, Any]:
    return {
        "form": form,
        "draft": now_,
        "choice": choice,
        "rows": sum_rows(now_),
        "key": key,
        "notes": notes_of(request.POST),
    }


def _back_to_cart(request: HttpRequest) -> HttpResponse:
    messages.info(request, _("Choose in your cart what you want to buy."))
    return redirect("orders:cart")
