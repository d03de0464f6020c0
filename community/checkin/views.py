"""The calendar of check-ins, on the group's page and on one of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.identity.access import user_of
from community.checkin.errors import DayOdd
from community.checkin.models import GroupCheckIn
from community.checkin.selectors import BACK, diary_of, longest_today
from community.checkin.services import check_in_group, make_up
from community.groups.views.pages import readable
from config.kernel.access import public, signed_in
from config.kernel.errors import DomainError


@public
@require_GET
def diary(request: HttpRequest, slug: str) -> HttpResponse:
    """One's calendar, and who is here today."""
    group, standing = readable(request, slug)
    mine = diary_of(group, standing.member) if standing.member else None
    context = {"group": group, "standing": standing, "diary": mine, "longest": longest_today(group)}
    return render(request, "community/checkin/diary.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def check_in(request: HttpRequest, slug: str) -> HttpResponse:
    """Be here today. Whoever comes back from signing in finds the button on the page."""
    group, _standing = readable(request, slug)
    if request.method == "POST":
        _told(request, lambda: check_in_group(group=group, user=user_of(request)))
    return redirect("community:group-diary", group.slug)


@signed_in
@require_POST
def card(request: HttpRequest, slug: str) -> HttpResponse:
    """Use the month's make-up card for a day."""
    group, _standing = readable(request, slug)
    _told(request, lambda: make_up(group=group, user=user_of(request), day=_day(request.POST.get("day", ""))))
    return redirect("community:group-diary", group.slug)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError as odd:
        raise DayOdd(field="day", days=BACK) from odd


def _told(request: HttpRequest, work: Callable[[], GroupCheckIn]) -> None:
    try:
        row = work()
    except DomainError as refusal:
        messages.error(request, refusal.text)
        return
    if row.points:
        told = ngettext("Checked in, %(counter)s point", "Checked in, %(counter)s points", row.points)
        messages.success(request, told % {"counter": row.points})
    else:
        messages.success(request, _("Made up for.") if row.made_up_in else _("Checked in."))
