"""The shop's side: what waits, and answering it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.addresses.forms import DeliveryForm
from accounts.organisations.access import merchant, merchant_of
from config.kernel.access import get_or_missing
from config.kernel.errors import DomainError
from config.kernel.keyset import keyset_page
from config.kernel.paging import keyset
from orders.aftersales import services
from orders.aftersales.forms import NoteForm, OfferForm, ReasonForm, ReceiveForm, WaybillForm, WordsForm, add_refusal
from orders.aftersales.models import Case, CaseStatus, Side
from orders.aftersales.moves import ENDED, may_move
from orders.aftersales.selectors import (
    BY_CLOCK,
    CLOCKED_TABS,
    MERCHANT_TABS,
    case_of_merchant,
    cases_of_merchant,
    counts_by_tab,
    in_tab,
    photo_of,
    return_address_of,
    waits_for_new_goods,
    with_goods,
)
from orders.aftersales.views.showing import case_context, photo_response
from orders.aftersales.wording import tab_label
from orders.checkout.services import Delivery

S = CaseStatus
A_PAGE = 20


@require_GET
@merchant("orders")
def case_list(request: HttpRequest) -> HttpResponse:
    """Cases of one's shop: what runs out first is on top."""
    tab = request.GET.get("tab", "waiting")
    tab = tab if tab in MERCHANT_TABS else "waiting"
    mine = cases_of_merchant(merchant_of(request))
    counts = counts_by_tab(mine, MERCHANT_TABS)
    cases, next_cursor = _rows(with_goods(in_tab(mine, tab, MERCHANT_TABS)), tab, request.GET.get("cursor", ""))
    tabs = [(name, tab_label(name), counts[name]) for name in MERCHANT_TABS]
    has_address = return_address_of(merchant_of(request).shop) is not None
    context = {"cases": cases, "next": next_cursor, "tab": tab, "tabs": tabs, "has_address": has_address}
    return render(request, "orders/aftersales/merchant_list.html", context)


def _rows(found: QuerySet[Case], tab: str, cursor: str) -> tuple[Sequence[Case], str]:
    """One page and where the next one starts: by the clock where somebody's runs, else newest first."""
    if tab in CLOCKED_TABS:
        clocked = keyset_page(found.exclude(due_at=None), sort=BY_CLOCK, cursor=cursor, size=A_PAGE)
        return clocked.items, clocked.next_cursor
    page = keyset(found, cursor=cursor, by="number", size=A_PAGE)
    return page.rows, page.next


@require_GET
@merchant("orders")
def case_page(request: HttpRequest, number: str) -> HttpResponse:
    return _page(request, number)


def _page(request: HttpRequest, number: str, *, status: int = 200, **forms_: forms.Form) -> HttpResponse:
    case = case_of_merchant(merchant_of(request), number=number)
    return render(request, "orders/aftersales/merchant_case.html", _context(case) | forms_, status=status)


def _context(case: Case) -> dict[str, Any]:
    """The page with what the shop may do now."""

    def may(to: str) -> bool:
        return may_move(case, to, Side.SHOP)

    is_back = case.return_parcel_id is not None
    return case_context(case, audience=Side.SHOP) | {
        "can_agree": may(S.AGREED) and not (case.status == S.ESCALATED and is_back),
        "can_offer": may(S.OFFERED) and case.most_cents > 0,
        "can_reject": may(S.REJECTED),
        "can_receive": may(S.GOODS_RECEIVED) and is_back and not case.received_at,
        "can_refuse": may(S.GOODS_REFUSED),
        "can_reship": may(S.RESHIPPED) and waits_for_new_goods(case),
        "can_say_more": case.status not in ENDED,
        "needs_address": case.goods_back and return_address_of(case.order.shop) is None,
        "agree_form": WordsForm(auto_id="agree_%s"),
        "offer_form": OfferForm(auto_id="offer_%s"),
        "reject_form": ReasonForm(auto_id="reject_%s"),
        "receive_form": ReceiveForm(case=case, auto_id="receive_%s"),
        "refuse_form": ReasonForm(auto_id="refuse_%s"),
        "reship_form": WaybillForm(auto_id="reship_%s"),
        "note_form": NoteForm(auto_id="note_%s"),
    }


def _step(
    request: HttpRequest, number: str, name: str, form: forms.Form, work: Callable[[Case], Any], done: str
) -> HttpResponse:
    """Take one step; what is refused stands next to its field on the page."""
    if form.is_valid():
        try:
            work(_mine(request, number))
        except DomainError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, done)
            return redirect("merchant:case", number=number)
    return _page(request, number, status=422, **{name: form})


def _mine(request: HttpRequest, number: str) -> Case:
    return get_or_missing(cases_of_merchant(merchant_of(request)).select_related("order"), number=number)


@require_POST
@merchant("orders")
def agree(request: HttpRequest, number: str) -> HttpResponse:
    form = WordsForm(request.POST, auto_id="agree_%s")

    def work(case: Case) -> None:
        services.agree(case=case, actor=request.user, **form.cleaned_data)

    return _step(request, number, "agree_form", form, work, _("Agreed. The buyer has been told."))


@require_POST
@merchant("orders")
def offer(request: HttpRequest, number: str) -> HttpResponse:
    form = OfferForm(request.POST, auto_id="offer_%s")

    def work(case: Case) -> None:
        services.offer(case=case, actor=request.user, **form.cleaned_data)

    return _step(request, number, "offer_form", form, work, _("Offered. The buyer decides now."))


@require_POST
@merchant("orders")
def reject(request: HttpRequest, number: str) -> HttpResponse:
    form = ReasonForm(request.POST, request.FILES, auto_id="reject_%s")

    def work(case: Case) -> None:
        services.reject(case=case, actor=request.user, **form.cleaned_data)

    return _step(request, number, "reject_form", form, work, _("Answered. The buyer reads your reason."))


@require_POST
@merchant("orders")
def receive(request: HttpRequest, number: str) -> HttpResponse:
    case = case_of_merchant(merchant_of(request), number=number)
    form = ReceiveForm(request.POST, case=case, auto_id="receive_%s")

    def work(case: Case) -> None:
        services.receive(case=case, actor=request.user, shelf=form.shelved, words=form.cleaned_data["words"])

    return _step(request, number, "receive_form", form, work, _("Noted. The case goes on."))


@require_POST
@merchant("orders")
def refuse(request: HttpRequest, number: str) -> HttpResponse:
    form = ReasonForm(request.POST, request.FILES, auto_id="refuse_%s")

    def work(case: Case) -> None:
        services.refuse(case=case, actor=request.user, **form.cleaned_data)

    return _step(request, number, "refuse_form", form, work, _("Answered. The buyer reads your reason."))


@require_POST
@merchant("orders")
def reship(request: HttpRequest, number: str) -> HttpResponse:
    form = WaybillForm(request.POST, auto_id="reship_%s")

    def work(case: Case) -> None:
        services.reship(case=case, actor=request.user, **form.cleaned_data)

    return _step(request, number, "reship_form", form, work, _("Sent. The buyer can follow it now."))


@require_POST
@merchant("orders")
def note(request: HttpRequest, number: str) -> HttpResponse:
    form = NoteForm(request.POST, request.FILES, auto_id="note_%s")

    def work(case: Case) -> None:
        services.add_note(case=case, side=Side.SHOP, actor=request.user, **form.cleaned_data)

    return _step(request, number, "note_form", form, work, _("Added."))


@require_GET
@merchant("orders")
def photo(request: HttpRequest, number: str, key: str) -> HttpResponse:
    return photo_response(photo_of(_mine(request, number), key=key))


@require_http_methods(["GET", "POST"])
@merchant("orders")
def return_address(request: HttpRequest) -> HttpResponse:
    """Where goods are sent back to."""
    form = DeliveryForm(request.POST or None, initial=_address(request) or {})
    if request.method == "POST" and form.is_valid():
        services.set_return_address(shop=merchant_of(request).shop, address=Delivery(**form.cleaned_data))
        messages.success(request, _("Saved. Buyers see it once you agreed to a return."))
        return redirect("merchant:cases")
    context = {"form": form}
    return render(request, "orders/aftersales/return_address.html", context, status=422 if form.errors else 200)


def _address(request: HttpRequest) -> dict[str, str] | None:
    found = return_address_of(merchant_of(request).shop)
    return {name: getattr(found, name) for name in DeliveryForm.base_fields} if found else None
