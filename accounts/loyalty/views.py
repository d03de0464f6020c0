"""The page of points, and the operators' view of them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.identity.access import user_of
from accounts.loyalty.errors import CheckedInAlready, GiftTaken, NoGift, NotEnoughPoints
from accounts.loyalty.forms import CorrectionForm
from accounts.loyalty.selectors import (
    all_levels,
    entries_of,
    level_of,
    people_with_points,
    person_for_operator,
    points_of,
    standing_of,
)
from accounts.loyalty.services import check_in, correct_points, take_gift
from accounts.organisations.access import operator
from config.kernel.access import signed_in
from config.kernel.paging import keyset


@signed_in
@require_GET
def points(request: HttpRequest) -> HttpResponse:
    """What one has, today's check-in, the level and what is next, and how everything came."""
    person = user_of(request)
    page = keyset(entries_of(person), cursor=request.GET.get("cursor", ""), by="key", size=20)
    context = {"standing": standing_of(person), "levels": all_levels(), "page": page}
    return render(request, "accounts/loyalty/points.html", context)


@signed_in
@require_POST
def come_in(request: HttpRequest) -> HttpResponse:
    try:
        entry = check_in(user=user_of(request))
    except CheckedInAlready as refusal:
        messages.info(request, refusal.text)
    else:
        messages.success(request, _points_came(entry.delta))
    return redirect("me:points")


@signed_in
@require_POST
def gift(request: HttpRequest) -> HttpResponse:
    try:
        entry = take_gift(user=user_of(request))
    except (NoGift, GiftTaken) as refusal:
        messages.info(request, refusal.text)
    else:
        messages.success(request, _points_came(entry.delta))
    return redirect("me:points")


def _points_came(count: int) -> str:
    return ngettext("%(count)d point is yours.", "%(count)d points are yours.", count) % {"count": count}


# ---- operators --------------------------------------------------------------------------------------------------


@operator
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Somebody's points, found by e-mail, handle or name."""
    q = request.GET.get("q", "")[:80]
    return render(request, "accounts/loyalty/people.html", {"q": q, "people": people_with_points(q)})


@operator
@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, handle: str) -> HttpResponse:
    """One person's journal, and correcting it with a reason."""
    whose = person_for_operator(handle=handle)
    form = CorrectionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            correct_points(user=whose, actor=request.user, **form.cleaned_data)
        except NotEnoughPoints as refusal:
            form.add_error("delta", refusal.text)
        else:
            messages.success(request, _("Corrected. They read why."))
            return redirect("platform:points-person", whose.handle)
    page = keyset(entries_of(whose), cursor=request.GET.get("cursor", ""), by="key", size=30)
    context = {"person": whose, "form": form, "page": page, "balance": points_of(whose), "level": level_of(whose)}
    return render(request, "accounts/loyalty/person.html", context, status=422 if form.errors else 200)
