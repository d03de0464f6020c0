"""Challenges on pages."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.identity.access import user_of
from community.challenges import services
from community.challenges.forms import ChallengeForm
from community.challenges.selectors import challenge_for, entries_count, entry_in, leaders_of
from community.groups.forms import add_refusal
from community.groups.views.desk import looked_after
from community.groups.views.pages import readable
from config.kernel.access import public, signed_in
from config.kernel.errors import DomainError


@signed_in
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    group, standing = looked_after(request, slug)
    form = ChallengeForm(request.POST or None)
    if form.is_valid():
        try:
            row = services.open_challenge(group=group, actor=user_of(request), draft=form.draft)
            return redirect("community:challenge", group.slug, row.key)
        except DomainError as refusal:
            add_refusal(form, refusal)
    context = {"group": group, "standing": standing, "form": form}
    return render(request, "community/challenges/form.html", context, status=422 if form.errors else 200)


@public
@require_GET
def detail(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """What counts, how far one is, and the first hundred."""
    group, standing = readable(request, slug)
    row = challenge_for(group, key=key)
    context: dict[str, Any] = {
        "group": group,
        "standing": standing,
        "challenge": row,
        "mine": entry_in(row, request.user),
        "leaders": leaders_of(row),
        "count": entries_count(row),
        "reward": services.POINTS,
    }
    return render(request, "community/challenges/detail.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def take_part(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Take part. Whoever comes back from signing in finds the button on the page."""
    group, _standing = readable(request, slug)
    row = challenge_for(group, key=key)
    if request.method == "POST":
        try:
            services.take_part(challenge=row, user=user_of(request))
            messages.success(request, _("You take part."))
        except DomainError as refusal:
            messages.error(request, refusal.text)
    return redirect("community:challenge", group.slug, row.key)
