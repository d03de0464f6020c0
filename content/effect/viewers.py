"""Who reads, as a mark that leads back to nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.identity.models import User
from community.referral.visitors import shadow_of, visitor_of
from config.kernel.encryption import blind_index

if TYPE_CHECKING:
    from django.http import HttpRequest

PURPOSE = "effect.viewer"


def mark_of(user: User) -> str:
    return blind_index(f"person {user.pk}", purpose=PURPOSE)[:24]


def viewer_of(request: HttpRequest) -> str:
    """The same for one reader: who is signed in, else this browser, else one network and kind of browser."""
    if isinstance(request.user, User):
        return mark_of(request.user)
    browser = visitor_of(request) or shadow_of(request)
    return blind_index(f"browser {browser}", purpose=PURPOSE)[:24]
