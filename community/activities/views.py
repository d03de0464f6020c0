"""Polls and lotteries on pages, under their group."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.identity.access import user_of
from community.activities import services
from community.activities.forms import DrawForm, LotteryForm, PollForm
from community.activities.models import Lottery
from community.activities.selectors import (
    drawn_entries,
    entries_count,
    entry_of,
    lottery_for,
    poll_for,
    proof_of,
    results_of,
)
from community.groups.forms import add_refusal
from community.groups.models import Group
from community.groups.selectors import Standing
from community.groups.views.desk import looked_after
from community.groups.views.pages import readable
from config.kernel.access import public, signed_in
from config.kernel.clock import now
from config.kernel.errors import DomainError

POSITIONS = {str(n) for n in range(20)}


@signed_in
@require_http_methods(["GET", "POST"])
def poll_new(request: HttpRequest, slug: str) -> HttpResponse:
    group, standing = looked_after(request, slug)
    form = PollForm(request.POST or None)
    if form.is_valid():
        try:
            poll = services.open_poll(group=group, actor=user_of(request), **form.wish)
            return redirect("community:poll", group.slug, poll.key)
        except DomainError as refusal:
            add_refusal(form, refusal)
    return _form(request, group, standing, form, "poll")


@signed_in
@require_http_methods(["GET", "POST"])
def lottery_new(request: HttpRequest, slug: str) -> HttpResponse:
    group, standing = looked_after(request, slug)
    form = LotteryForm(request.POST or None)
    if form.is_valid():
        try:
            lottery = services.open_lottery(group=group, actor=user_of(request), **form.cleaned_data)
            return redirect("community:lottery", group.slug, lottery.key)
        except DomainError as refusal:
            add_refusal(form, refusal)
    return _form(request, group, standing, form, "lottery")


def _form(request: HttpRequest, group: Group, standing: Standing, form: forms.Form, kind: str) -> HttpResponse:
    context = {"group": group, "standing": standing, "form": form, "kind": kind}
    return render(request, "community/activities/new.html", context, status=422 if form.errors else 200)


@public
@require_http_methods(["GET", "POST"])
def poll(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """A poll with how it stands; posting chooses."""
    group, standing = readable(request, slug)
    found = poll_for(group, key=key)
    wrong = ""
    if request.method == "POST":
        positions = [int(one) for one in request.POST.getlist("choice") if one in POSITIONS]
        try:
            services.vote(poll=found, user=user_of(request), positions=positions)
            return redirect("community:poll", slug, key)
        except DomainError as refusal:
            wrong = refusal.text
    context = {"group": group, "standing": standing, "poll": found, "results": results_of(found, request.user)}
    return render(request, "community/activities/poll.html", context | {"wrong": wrong}, status=422 if wrong else 200)


@signed_in
@require_POST
def poll_close(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    group, _standing = looked_after(request, slug)
    services.close_poll(poll=poll_for(group, key=key), actor=user_of(request))
    messages.success(request, _("The poll is closed."))
    return redirect("community:poll", slug, key)


@public
@require_GET
def lottery(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    group, standing = readable(request, slug)
    return _lottery(request, group, standing, lottery_for(group, key=key), DrawForm())


def _lottery(
    request: HttpRequest, group: Group, standing: Standing, found: Lottery, form: DrawForm, *, status: int = 200
) -> HttpResponse:
    drawn = drawn_entries(found) if found.is_drawn else []
    context: dict[str, Any] = {
        "group": group,
        "standing": standing,
        "lottery": found,
        "entry": entry_of(found, request.user),
        "count": entries_count(found),
        "won": drawn[: found.winners],
        "backups": drawn[found.winners :],
        "draw_form": form,
        "may_draw": not found.is_drawn and found.closes_at <= now() and (found.public_from or now()) <= now(),
    }
    return render(request, "community/activities/lottery.html", context, status=status)


@signed_in
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    group, _standing = readable(request, slug)
    found = lottery_for(group, key=key)
    if request.method == "POST":
        _told(request, lambda: services.enter_lottery(lottery=found, user=user_of(request)), _("You take part."))
    return redirect("community:lottery", slug, key)


@signed_in
@require_POST
def draw(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Draw it, with the public figure if it goes by one."""
    group, standing = looked_after(request, slug)
    found = lottery_for(group, key=key)
    form = DrawForm(request.POST)
    value = request.POST.get("public_value", "")
    try:
        services.draw_lottery(lottery=found, actor=user_of(request), public_value=value)
    except DomainError as refusal:
        form.is_valid()
        if not form.errors:
            add_refusal(form, refusal)
        return _lottery(request, group, standing, lottery_for(group, key=key), form, status=refusal.status)
    messages.success(request, _("Drawn. Anybody can check it."))
    return redirect("community:lottery", slug, key)


@signed_in
@require_POST
def paid(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    group, _standing = looked_after(request, slug)
    found = lottery_for(group, key=key)
    _told(request, lambda: services.hand_over(lottery=found, actor=user_of(request)), _("Saved."))
    return redirect("community:lottery", slug, key)


@public
@require_GET
def proof(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """What one needs to check the draw, as a file."""
    group, _standing = readable(request, slug)
    found = lottery_for(group, key=key)
    answer = JsonResponse(proof_of(found), json_dumps_params={"indent": 1, "ensure_ascii": False})
    answer.headers["Content-Disposition"] = f'attachment; filename="lottery-{found.key}.json"'
    return answer


def _told(request: HttpRequest, work: Callable[[], object], done: str) -> None:
    try:
        work()
    except DomainError as refusal:
        messages.error(request, refusal.text)
    else:
        messages.success(request, done)
