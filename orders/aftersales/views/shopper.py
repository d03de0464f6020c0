"""The buyer's side: apply, follow, answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from config.kernel.access import public
from config.kernel.errors import DomainError
from config.kernel.locks import patient
from config.kernel.paging import keyset
from orders.aftersales import services
from orders.aftersales.claims import options_of
from orders.aftersales.deadlines import window_ends_at
from orders.aftersales.forms import ApplyForm, NoteForm, ReasonForm, WaybillForm, WordsForm, add_refusal
from orders.aftersales.models import Case, CaseStatus, Side
from orders.aftersales.moves import ENDED, may_move
from orders.aftersales.selectors import case_for, cases_seen_by, photo_of, return_address_of, with_goods
from orders.aftersales.views.showing import case_context, photo_response
from orders.cart.shoppers import Shopper, shopper_of
from orders.checkout.models import Order
from orders.checkout.selectors import order_for

S = CaseStatus
PAGE = 10


@public
@require_GET
def case_list(request: HttpRequest) -> HttpResponse:
    """One's own cases, newest first."""
    cases = with_goods(cases_seen_by(shopper_of(request)))
    page = keyset(cases, cursor=request.GET.get("cursor", ""), by="number", size=PAGE)
    return render(request, "orders/aftersales/list.html", {"page": page})


@public
@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest, number: str) -> HttpResponse:
    """What is wanted, of which pieces, and why."""
    shopper = shopper_of(request)
    order = order_for(shopper, number=number)
    options = options_of(order)
    if request.method == "GET":
        form = ApplyForm(order=order, options=options, initial=_first_wish(order))
        return _apply_page(request, order, form)
    form = ApplyForm(request.POST, request.FILES, order=order, options=options)
    if options and form.is_valid():
        try:
            case = _opened(order, form, shopper)
        except DomainError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Applied. The shop has been told."))
            return redirect("orders:case", case.number)
    return _apply_page(request, order_for(shopper, number=number), form, status=422)


@patient()
def _opened(order: Order, form: ApplyForm, shopper: Shopper) -> Case:
    photos = form.cleaned_data["photos"]
    return services.open_case(order=order, wish=form.wish, actor=shopper.user, photos=photos)


def _first_wish(order: Order) -> dict[str, Any]:
    return {} if order.shipped_at else {"kind": "unshipped"}


def _apply_page(request: HttpRequest, order: Order, form: ApplyForm, *, status: int = 200) -> HttpResponse:
    context = {"order": order, "form": form, "options": form.options, "ends_at": window_ends_at(order)}
    return render(request, "orders/aftersales/apply.html", context, status=status)


@public
@require_GET
def case_page(request: HttpRequest, number: str) -> HttpResponse:
    """Where it stands, what comes next, what was said."""
    return _page(request, number)


@public
@require_GET
def case_state(request: HttpRequest, number: str) -> HttpResponse:
    """The part of the page that changes, for live updates."""
    context = _context(case_for(shopper_of(request), number=number))
    return render(request, "orders/aftersales/case.html#state", context)


def _page(request: HttpRequest, number: str, *, status: int = 200, **forms_: forms.Form) -> HttpResponse:
    context = _context(case_for(shopper_of(request), number=number)) | forms_
    return render(request, "orders/aftersales/case.html", context, status=status)


def _context(case: Case) -> dict[str, Any]:
    """The page with what the buyer may do now; one of it is the primary action."""

    def may(to: str) -> bool:
        return may_move(case, to, Side.BUYER)

    address = return_address_of(case.order.shop)
    sends_back = may(S.BUYER_SHIPPING) and case.goods_back and case.return_parcel_id is None
    return case_context(case, audience=Side.BUYER) | {
        "can_accept": case.status == S.OFFERED,
        "can_ship_back": sends_back and address is not None,
        "waits_for_address": sends_back and address is None,
        "can_escalate": may(S.ESCALATED) and not (case.status == S.AGREED and address is not None),
        "can_cancel": may(S.CANCELLED) and case.return_parcel_id is None,
        "can_confirm": may(S.DONE),
        "can_say_more": case.status not in ENDED,
        "return_address": address if sends_back else None,
        "waybill_form": WaybillForm(),
        "escalate_form": ReasonForm(auto_id="escalate_%s"),
        "note_form": NoteForm(auto_id="note_%s"),
    }


def _step(
    request: HttpRequest, number: str, name: str, form: forms.Form, work: Callable[[Case, Any], Any], done: str
) -> HttpResponse:
    """Take one step; what is refused stands next to its field on the page."""
    shopper = shopper_of(request)
    case = case_for(shopper, number=number)
    if form.is_valid():
        try:
            work(case, shopper.user)
        except DomainError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, done)
            return redirect("orders:case", number)
    return _page(request, number, status=422, **{name: form})


@public
@require_POST
def accept(request: HttpRequest, number: str) -> HttpResponse:
    shopper = shopper_of(request)
    services.accept(case=case_for(shopper, number=number), actor=shopper.user)
    messages.success(request, _("Agreed. The money is on its way."))
    return redirect("orders:case", number)


@public
@require_POST
def decline(request: HttpRequest, number: str) -> HttpResponse:
    form = WordsForm(request.POST)

    def work(case: Case, actor: Any) -> None:
        services.decline(case=case, actor=actor, words=form.cleaned_data["words"])

    return _step(request, number, "decline_form", form, work, _("The shop has been told. It has two days to answer."))


@public
@require_POST
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    shopper = shopper_of(request)
    services.cancel(case=case_for(shopper, number=number), actor=shopper.user)
    messages.success(request, _("Withdrawn."))
    return redirect("orders:case", number)


@public
@require_POST
def escalate(request: HttpRequest, number: str) -> HttpResponse:
    form = ReasonForm(request.POST, request.FILES, auto_id="escalate_%s")

    def work(case: Case, actor: Any) -> None:
        services.escalate(case=case, actor=actor, **form.cleaned_data)

    return _step(request, number, "escalate_form", form, work, _("The platform looks at it now."))


@public
@require_POST
def ship_back(request: HttpRequest, number: str) -> HttpResponse:
    form = WaybillForm(request.POST)

    def work(case: Case, actor: Any) -> None:
        services.ship_back(case=case, actor=actor, **form.cleaned_data)

    return _step(request, number, "waybill_form", form, work, _("Thank you. The shop can follow it now."))


@public
@require_POST
def confirm(request: HttpRequest, number: str) -> HttpResponse:
    shopper = shopper_of(request)
    services.confirm_exchange(case=case_for(shopper, number=number), actor=shopper.user)
    messages.success(request, _("Thank you. Enjoy it."))
    return redirect("orders:case", number)


@public
@require_POST
def note(request: HttpRequest, number: str) -> HttpResponse:
    form = NoteForm(request.POST, request.FILES, auto_id="note_%s")

    def work(case: Case, actor: Any) -> None:
        services.add_note(case=case, side=Side.BUYER, actor=actor, **form.cleaned_data)

    return _step(request, number, "note_form", form, work, _("Added."))


@public
@require_GET
def photo(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """A picture of one's own case."""
    return photo_response(photo_of(case_for(shopper_of(request), number=number), key=key))
