"""The platform's side: what buyers and shops could not settle."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.organisations.access import operator
from config.kernel.errors import DomainError
from config.kernel.paging import keyset
from orders.aftersales import services
from orders.aftersales.forms import RulingForm, add_refusal
from orders.aftersales.models import CaseStatus, Side
from orders.aftersales.selectors import (
    PLATFORM_TABS,
    case_for_review,
    counts_by_tab,
    every_case,
    evidence_of,
    in_tab,
    is_own_business,
    photo_of,
    with_goods,
)
from orders.aftersales.views.showing import case_context, photo_response
from orders.aftersales.wording import tab_label


@require_GET
@operator
def case_list(request: HttpRequest) -> HttpResponse:
    """Escalated cases first of all; the others can be looked up."""
    tab = request.GET.get("tab", "queue")
    tab = tab if tab in PLATFORM_TABS else "queue"
    counts = counts_by_tab(every_case(), PLATFORM_TABS)
    found = with_goods(in_tab(every_case(), tab, PLATFORM_TABS))
    page = keyset(found, cursor=request.GET.get("cursor", ""), by="number")
    tabs = [(name, tab_label(name), counts[name]) for name in PLATFORM_TABS]
    return render(request, "orders/aftersales/platform_list.html", {"page": page, "tab": tab, "tabs": tabs})


@require_GET
@operator
def case_page(request: HttpRequest, number: str) -> HttpResponse:
    return _page(request, number, None)


def _page(request: HttpRequest, number: str, form: RulingForm | None, *, status: int = 200) -> HttpResponse:
    case = case_for_review(number=number)
    context = case_context(case, audience=Side.PLATFORM) | {
        "form": form or RulingForm(case=case),
        "can_rule": case.status == CaseStatus.ESCALATED,
        "is_own": is_own_business(request.user, case),
        "buyers_words": evidence_of(case, Side.BUYER),
        "shops_words": evidence_of(case, Side.SHOP),
    }
    return render(request, "orders/aftersales/platform_case.html", context, status=status)


@require_POST
@operator
def rule(request: HttpRequest, number: str) -> HttpResponse:
    case = case_for_review(number=number)
    form = RulingForm(request.POST, case=case)
    if form.is_valid():
        try:
            services.rule(
                case=case,
                actor=request.user,
                verdict=form.cleaned_data["verdict"],
                cents=form.cleaned_data["cents"] or 0,
                words=form.cleaned_data["words"],
            )
        except DomainError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Decided. Both sides have been told."))
            return redirect("platform:case", number=number)
    return _page(request, number, form, status=422)


@require_GET
@operator
def photo(request: HttpRequest, number: str, key: str) -> HttpResponse:
    return photo_response(photo_of(case_for_review(number=number), key=key))
