"""Events of a group on pages."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.identity.access import user_of
from community.groups.forms import add_refusal
from community.groups.models import Group
from community.groups.selectors import Standing
from community.groups.views.desk import looked_after
from community.groups.views.pages import readable
from community.meetups import services
from community.meetups.forms import MeetupForm, initial_of
from community.meetups.ics import calendar_of
from community.meetups.models import Meetup, MeetupReply, Reply
from community.meetups.selectors import meetup_for, place_in_line, replies_of, reply_of
from config.kernel.access import public, signed_in
from config.kernel.errors import DomainError

WISHES = (Reply.GOING, Reply.MAYBE, Reply.NO)


@signed_in
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    group, standing = looked_after(request, slug)
    form = MeetupForm(request.POST or None)
    if form.is_valid():
        try:
            meetup = services.open_meetup(group=group, actor=user_of(request), draft=form.draft)
            return redirect("community:meetup", group.slug, meetup.key)
        except DomainError as refusal:
            add_refusal(form, refusal)
    return _form(request, group, standing, form)


@signed_in
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    group, standing = looked_after(request, slug)
    meetup = meetup_for(group, key=key)
    form = MeetupForm(request.POST or None, initial=initial_of(meetup))
    if form.is_valid():
        try:
            services.change_meetup(meetup=meetup, actor=user_of(request), draft=form.draft)
            messages.success(request, _("Saved."))
            return redirect("community:meetup", group.slug, meetup.key)
        except DomainError as refusal:
            add_refusal(form, refusal)
    return _form(request, group, standing, form, meetup)


def _form(
    request: HttpRequest, group: Group, standing: Standing, form: MeetupForm, meetup: Meetup | None = None
) -> HttpResponse:
    context = {"group": group, "standing": standing, "form": form, "meetup": meetup}
    return render(request, "community/meetups/form.html", context, status=422 if form.errors else 200)


@public
@require_GET
def detail(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """An event: when, where, who comes. The link is the members' own."""
    group, standing = readable(request, slug)
    meetup = meetup_for(group, key=key)
    mine = reply_of(meetup, request.user)
    context: dict[str, Any] = {
        "group": group,
        "standing": standing,
        "meetup": meetup,
        "mine": mine,
        "in_line": place_in_line(mine) if mine and mine.reply == Reply.WAITING else 0,
        "replies": replies_of(meetup),
    }
    return render(request, "community/meetups/detail.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def reply(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Say whether one comes. Whoever comes back from signing in finds the buttons on the page."""
    group, _standing = readable(request, slug)
    meetup, wish = meetup_for(group, key=key), request.POST.get("reply", "")
    if request.method == "POST" and wish in WISHES:
        try:
            _told(request, services.answer(meetup=meetup, user=user_of(request), wish=wish))
        except DomainError as refusal:
            messages.error(request, refusal.text)
    return redirect("community:meetup", group.slug, meetup.key)


def _told(request: HttpRequest, mine: MeetupReply) -> None:
    told = {
        Reply.GOING: _("You have a place."),
        Reply.WAITING: _("All places are taken. You wait, and we tell you when you move up."),
        Reply.MAYBE: _("Noted: perhaps."),
        Reply.NO: _("Noted: you don't come."),
    }
    messages.success(request, told[Reply(mine.reply)])


@signed_in
@require_POST
def call_off(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    group, _standing = looked_after(request, slug)
    meetup = meetup_for(group, key=key)
    try:
        services.call_off(meetup=meetup, actor=user_of(request))
        messages.success(request, _("Called off. Those who would have come are told."))
    except DomainError as refusal:
        messages.error(request, refusal.text)
    return redirect("community:meetup", group.slug, meetup.key)


@signed_in
@require_POST
def there(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Mark who was there."""
    group, _standing = looked_after(request, slug)
    meetup = meetup_for(group, key=key)
    ticked = [int(one) for one in request.POST.getlist("there") if one.isascii() and one.isdecimal() and len(one) < 19]
    try:
        services.mark_there(meetup=meetup, actor=user_of(request), there=ticked)
        messages.success(request, _("Saved."))
    except DomainError as refusal:
        messages.error(request, refusal.text)
    return redirect("community:meetup", group.slug, meetup.key)


@public
@require_GET
def ics(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """The event for one's calendar. Only members' files have the link."""
    group, standing = readable(request, slug)
    meetup = meetup_for(group, key=key)
    if not standing.is_member:
        meetup.link = ""
    url = settings.SITE_URL + reverse("community:meetup", args=[group.slug, meetup.key])
    text = calendar_of(meetup, url=url, host=urlsplit(settings.SITE_URL).hostname or "hetang")
    answer = HttpResponse(text.encode(), content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="event-{meetup.key}.ics"'
    return answer
