"""Small pages of the site itself: theme, robots, the icon."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from config.context import THEMES
from config.kernel.access import public

YEAR_S = 365 * 86400
PRIVATE = ["accounts", "admin", "api", "cart", "checkout", "logistics", "me", "merchant", "messages", "notifications"]
PRIVATE += ["orders", "pay", "platform", "s"]


@public
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Remember light, dark or system, and go back to the page the choice was made on."""
    chosen = request.POST.get("theme", "")
    response: HttpResponse = HttpResponse(status=204)
    if not request.headers.get("HX-Request"):
        response = HttpResponseRedirect(_back(request))
    if chosen in THEMES:
        response.set_cookie(
            "theme", chosen, max_age=YEAR_S, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, httponly=False
        )
    return response


def _back(request: HttpRequest) -> str:
    for wish in (request.POST.get("next", ""), request.headers.get("Referer", "")):
        if url_has_allowed_host_and_scheme(wish, {request.get_host()}, require_https=request.is_secure()):
            return wish
    return "/"


@public
@require_safe
@cache_control(max_age=86400, public=True)
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", *(f"Disallow: /{path}/" for path in PRIVATE), ""]
    return HttpResponse("\n".join(lines), content_type="text/plain")


@public
@require_safe
@cache_control(max_age=86400, public=True)
def favicon(request: HttpRequest) -> HttpResponse:
    return redirect(static("img/mark.svg"))
