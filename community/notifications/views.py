"""The centre, its badge, its settings, and the door out of the digest. Every button works without scripts."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.identity.access import user_of
from community.notifications import services
from community.notifications.digests import person_of_token
from community.notifications.forms import HearingForm, choices_in, rows_by_tab
from community.notifications.kinds import Tab, all_kinds
from community.notifications.selectors import bell, choices_of, hearing_of, notification_for, page_of, told
from config.kernel.access import public, signed_in
from config.kernel.errors import NotFound

UNDO_S = 600


@signed_in
@require_GET
@never_cache
def centre(request: HttpRequest) -> HttpResponse:
    """What somebody was told, newest first."""
    user, tab = user_of(request), _tab(request)
    page = page_of(user, tab=tab, cursor=request.GET.get("cursor", ""))
    context = {"page": page, "tab": tab, "tabs": Tab.choices, "is_first": "cursor" not in request.GET}
    part = "#lines" if request.headers.get("HX-Request") and not request.headers.get("HX-Boosted") else ""
    return render(request, f"community/notifications/centre.html{part}", context)


@signed_in
@require_GET
@never_cache
def badge(request: HttpRequest) -> HttpResponse:
    """The bell with its count; layouts fetch it after the page."""
    return render(request, "community/notifications/_bell.html", {"count": bell(user_of(request))})


@signed_in
@require_GET
@never_cache
def follow_line(request: HttpRequest, key: str) -> HttpResponse:
    """Read one line and go to what it is about."""
    row = notification_for(user_of(request), key=key)
    lines = told(request.user, [row])
    services.read_one(notification=row)
    if not lines:
        raise NotFound
    return redirect(lines[0].target.url)


@signed_in
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """All of a tab is read; it can be undone."""
    user, tab = user_of(request), _tab(request)
    at = services.read_all(user=user, tab=tab)
    back = reverse("community:notifications") + (f"?tab={tab}" if tab else "")
    if at is not None:
        undo = reverse("community:notifications-unread", args=[signing.dumps(at.isoformat(), salt=str(user.pk))])
        messages.success(request, _("All read."), extra_tags=f"undo:{undo}")
    return redirect(back)


@signed_in
@require_POST
def unread(request: HttpRequest, token: str) -> HttpResponse:
    """Undo `read_all`."""
    user = user_of(request)
    try:
        at = datetime.fromisoformat(signing.loads(token, salt=str(user.pk), max_age=UNDO_S))
    except (signing.BadSignature, ValueError) as forged:
        raise NotFound from forged
    services.unread_again(user=user, at=at)
    return redirect("community:notifications")


@signed_in
@require_http_methods(["GET", "POST"])
def hearing(request: HttpRequest) -> HttpResponse:
    """When, where and of what somebody wants to hear."""
    user, kinds = user_of(request), all_kinds()
    row = hearing_of(user.pk)
    now_ = {name: getattr(row, name) for name in ("digest", "zone", "quiet_from", "quiet_until")}
    form = HearingForm(request.POST or None, initial=now_)
    if request.method == "POST" and form.is_valid():
        services.change_hearing(person=user, **form.cleaned_data)
        services.choose_kinds(person=user, choices=choices_in(request.POST, kinds))
        messages.success(request, _("Saved."))
        return redirect("community:hearing")
    rows = rows_by_tab(kinds, choices_of(user.pk, kinds))
    return render(request, "community/notifications/settings.html", {"form": form, "groups": rows})


@csrf_exempt
@public
@require_http_methods(["GET", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """The one-click door of RFC 8058: a POST from a mail program stops the digest, without signing in. Opening the
    link only shows the button, so that no scanner of links stops anything."""
    person_id = person_of_token(token)
    if request.method == "POST":
        services.stop_digests(person_id=person_id)
    return render(request, "community/notifications/unsubscribe.html", {"is_done": request.method == "POST"})


def _tab(request: HttpRequest) -> str:
    asked = request.POST.get("tab", "") or request.GET.get("tab", "")
    return asked if asked in Tab.values else ""
