"""Profiles, lists of people, and the buttons between people. Every button works without scripts."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.identity.access import user_of
from accounts.identity.models import User
from community.graph import services
from community.graph.forms import SettingsForm
from community.graph.models import Follow
from community.graph.selectors import (
    counts_of,
    followed_among,
    followees_of,
    followers_of,
    known_followers,
    may_see_network,
    people_blocked_by,
    people_muted_by,
    person_for,
    person_named,
    relation,
    settings_of,
    suggestions_for,
)
from config.kernel.access import public, signed_in
from config.kernel.errors import DomainError, NotFound
from config.kernel.paging import keyset
from config.kernel.ratelimit import spend

PAGE = 30
SEARCHES_A_MINUTE = 30
TABS = ("", "blocked", "muted")


# ---- pages ------------------------------------------------------------------------------------------------------


@public
@require_GET
def profile(request: HttpRequest, handle: str) -> HttpResponse:
    """Who somebody is, and how the viewer stands to them."""
    person = person_for(request.user, handle=handle)
    stands = relation(request.user, person)
    known, known_count = (None, 0) if stands.is_blocked else known_followers(request.user, person)
    context = {
        "person": person,
        "relation": stands,
        "followed": {person.pk} if stands.is_followed else set(),
        "counts": counts_of(person),
        "lists_open": stands.is_me or (not stands.is_blocked and may_see_network(request.user, person)),
        "known": known,
        "known_others": known_count - 1,
    }
    return render(request, "community/graph/profile.html", context)


@public
@require_GET
def followers(request: HttpRequest, handle: str) -> HttpResponse:
    return _list(request, handle, "follower", followers_of)


@public
@require_GET
def following(request: HttpRequest, handle: str) -> HttpResponse:
    return _list(request, handle, "followee", followees_of)


def _list(
    request: HttpRequest, handle: str, end: str, rows_for: Callable[[Any, User], QuerySet[Follow]]
) -> HttpResponse:
    """One end of somebody's follows, if the viewer may read it."""
    person = person_for(request.user, handle=handle)
    if not may_see_network(request.user, person) or relation(request.user, person).is_blocked:
        raise NotFound
    page = keyset(rows_for(request.user, person), cursor=request.GET.get("cursor", ""), by="handle", size=PAGE)
    shown = [getattr(row, end) for row in page.rows]
    context = {
        "person": person,
        "end": end,
        "people": shown,
        "page": page,
        "counts": counts_of(person),
        "followed": followed_among(request.user, [one.pk for one in shown]),
    }
    return render(request, "community/graph/list.html", context)


@public
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Whom one might follow and why; and somebody by their exact @name."""
    text = request.GET.get("q", "")[:40]
    context: dict[str, Any] = {"q": text, "suggestions": suggestions_for(request.user), "followed": set()}
    if text.strip():
        spend("people-search", str(request.user.pk or request.META["REMOTE_ADDR"]), limit=SEARCHES_A_MINUTE, seconds=60)
        found = person_named(request.user, text)
        context |= {"found": found, "followed": followed_among(request.user, [found.pk] if found else [])}
    return render(request, "community/graph/people.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def my_people(request: HttpRequest) -> HttpResponse:
    """What others may see of oneself, and whom one keeps away."""
    user, tab = user_of(request), request.GET.get("tab", "")
    form = SettingsForm(request.POST or None, instance=settings_of(user))
    if request.method == "POST" and form.is_valid():
        services.change_settings(person=user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("community:my-people")
    context: dict[str, Any] = {"tab": tab if tab in TABS else "", "form": form, "counts": counts_of(user)}
    cursor = request.GET.get("cursor", "")
    if tab == "blocked":
        blocks = keyset(people_blocked_by(user), cursor=cursor, by="handle", size=PAGE)
        context |= {"page": blocks, "people": [row.blocked for row in blocks.rows]}
    elif tab == "muted":
        mutes = keyset(people_muted_by(user), cursor=cursor, by="handle", size=PAGE)
        context |= {"page": mutes, "people": [row.muted for row in mutes.rows]}
    return render(request, "community/graph/mine.html", context)


# ---- buttons ----------------------------------------------------------------------------------------------------


@signed_in
@require_http_methods(["GET", "POST"])
def follow(request: HttpRequest, handle: str) -> HttpResponse:
    """Follow, or with `on=0` stop. Whoever comes back from signing in finds the button on the profile."""
    person, user = person_for(request.user, handle=handle), user_of(request)
    if request.method == "GET":
        return redirect("community:profile", person.handle)
    is_on = _wants(request)
    if refused := _refused(request, person, lambda: _set_follow(user, person, is_on=is_on)):
        return refused
    undo = _undo("community:follow", person, request, on=not is_on) if not is_on else ""
    text = "" if is_on else _("You no longer follow %(name)s.") % {"name": person.display_name}
    if not request.headers.get("HX-Request"):
        if text:
            messages.success(request, text, extra_tags=f"undo:{undo}")
        return redirect(_next(request, person))
    context = {
        "person": person,
        "viewer": user,
        "is_followed": is_on,
        "small": request.POST.get("small") == "1",
        "next": _next(request, person),
    }
    answer = render(request, "community/graph/_button.html", context)
    if text:
        answer.headers["HX-Trigger"] = json.dumps({"toast": {"text": text, "undo": undo}})
    return answer


def _set_follow(user: User, person: User, *, is_on: bool) -> None:
    if is_on:
        services.follow(follower=user, person=person)
    else:
        services.unfollow(follower=user, person=person)


@signed_in
@require_POST
def mute(request: HttpRequest, handle: str) -> HttpResponse:
    """Stop reading somebody, or with `on=0` read them again."""
    person, user = person_for(request.user, handle=handle), user_of(request)
    name = {"name": person.display_name}
    if _wants(request):
        if refused := _refused(request, person, lambda: services.mute(muter=user, person=person)):
            return refused
        undo = _undo("community:mute", person, request, on=False)
        text = _("You won't read %(name)s any more. They aren't told.") % name
        messages.success(request, text, extra_tags=f"undo:{undo}")
    else:
        services.unmute(muter=user, person=person)
        messages.success(request, _("You read %(name)s again.") % name)
    return redirect(_next(request, person))


@signed_in
@require_POST
def block(request: HttpRequest, handle: str) -> HttpResponse:
    """Keep somebody away, or with `on=0` let them come near again."""
    person, user = person_for(request.user, handle=handle), user_of(request)
    name = {"name": person.display_name}
    if _wants(request):
        if refused := _refused(request, person, lambda: services.block(blocker=user, person=person)):
            return refused
        messages.success(request, _("%(name)s is blocked. Neither of you sees the other.") % name)
    else:
        services.unblock(blocker=user, person=person)
        messages.success(request, _("%(name)s is no longer blocked.") % name)
    return redirect(_next(request, person))


@signed_in
@require_POST
def dismiss(request: HttpRequest, handle: str) -> HttpResponse:
    """Never suggest this person again."""
    services.dismiss_suggestion(user=user_of(request), person=person_for(request.user, handle=handle))
    text = _("We won't suggest them again.")
    if request.headers.get("HX-Request"):
        return HttpResponse("", headers={"HX-Trigger": json.dumps({"toast": {"text": text}})})
    messages.success(request, text)
    return redirect("community:people")


def _wants(request: HttpRequest) -> bool:
    asked = {**request.GET.dict(), **request.POST.dict()}
    return asked.get("on", "1") != "0"


def _next(request: HttpRequest, person: User) -> str:
    """Back to where the button stood, if that is a page of ours."""
    target = request.POST.get("next", "") or request.GET.get("next", "")
    if target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        return target
    return reverse("community:profile", args=[person.handle])


def _undo(name: str, person: User, request: HttpRequest, *, on: bool) -> str:
    query = urlencode({"on": int(on), "next": _next(request, person)})
    return f"{reverse(name, args=[person.handle])}?{query}"


def _refused(request: HttpRequest, person: User, work: Callable[[], object]) -> HttpResponse | None:
    """Do it; what the service refuses is told where the button stood, and by HTMX as a toast."""
    try:
        work()
    except DomainError as refusal:
        if request.headers.get("HX-Request") or refusal.status == 404:
            raise
        messages.error(request, refusal.text)
        return redirect(_next(request, person))
    return None
