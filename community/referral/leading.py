"""Leading a visitor on through somebody's link: counted, remembered, and told nothing else."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.identity.models import User
from community.referral import services
from community.referral.bots import is_program
from community.referral.models import ShareLink
from community.referral.visitors import network_of, new_visitor, remember, shadow_of, visitor_of
from config.kernel.errors import TooMany
from config.kernel.ratelimit import spend

CLICKS_AN_HOUR, HOUR = 30, 3600


def lead(request: HttpRequest, *, link: ShareLink, to: str) -> HttpResponse:
    """Count the visit and lead on. Programs are led on, too, and get no cookie."""
    is_bot = is_program(request.headers, method=request.method or "") or _is_flood(request)
    visitor = shadow_of(request) if is_bot else visitor_of(request) or new_visitor()
    user = request.user if isinstance(request.user, User) else None
    services.note_click(link=link, visitor=visitor, user=user, is_bot=is_bot)
    answer = redirect(to)
    if not is_bot:
        remember(answer, visitor, is_secure=request.is_secure())
        if user is not None:
            services.know_visitor(key=visitor, user=user, network=network_of(request))
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _is_flood(request: HttpRequest) -> bool:
    try:
        spend("share-click", request.META.get("REMOTE_ADDR", ""), limit=CLICKS_AN_HOUR, seconds=HOUR)
    except TooMany:
        return True
    return False
