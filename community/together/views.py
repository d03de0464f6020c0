"""The page of everything a group does together."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from community.groups.views.pages import readable
from community.together.selectors import doings_of
from config.kernel.access import public


@public
@require_GET
def activities(request: HttpRequest, slug: str) -> HttpResponse:
    """What goes on, then what is over; those who look after the group begin something new here."""
    group, standing = readable(request, slug)
    context = {"group": group, "standing": standing, "doings": doings_of(group)}
    return render(request, "community/together/list.html", context)
