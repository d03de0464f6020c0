"""The browser that asks: a random first-party cookie, and a keyed hash of the network it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.privacy.services import truncated
from config.kernel.encryption import blind_index
from config.kernel.ids import public_id
from config.kernel.visitors import COOKIE, visitor_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

__all__ = ["network_of", "new_visitor", "remember", "shadow_of", "visitor_of"]
THIRTY_DAYS = 30 * 86400


def new_visitor() -> str:
    return public_id(20)


def remember(response: HttpResponse, key: str, *, is_secure: bool) -> None:
    """For the thirty days an invitation can bind; no script reads it."""
    response.set_cookie(COOKIE, key, max_age=THIRTY_DAYS, httponly=True, samesite="Lax", secure=is_secure)


def network_of(request: HttpRequest) -> str:
    """The same for everybody of one network, and telling nothing about it."""
    ip = truncated(request.META.get("REMOTE_ADDR", ""))
    return blind_index(ip, purpose="referral.network")[:40] if ip else ""


def shadow_of(request: HttpRequest) -> str:
    """What stands for a program that keeps no cookies: the same for one network and one name."""
    mark = f"{truncated(request.META.get('REMOTE_ADDR', ''))} {request.META.get('HTTP_USER_AGENT', '')[:200]}"
    return blind_index(mark, purpose="referral.shadow")[:24]
