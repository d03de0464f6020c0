"""The platform's own pages ask its people for a second step at sign-in."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

GUARDED = ("/platform/", "/admin/")


class SecondStepForTheTeam:
    """Sends an operator or administrator without a second step to set one up; in demo mode it is not asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        guarded = not settings.DEMO and request.path.startswith(GUARDED)
        if guarded and request.user.is_authenticated and not is_mfa_enabled(request.user):
            messages.info(request, _("To work here, set up a second step for signing in first."))
            return redirect("mfa_index")
        return self.get_response(request)
