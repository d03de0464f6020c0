"""Bearer tokens of the API: `Authorization: Bearer …`."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.utils.translation import gettext as _
from rest_framework import authentication, exceptions
from rest_framework.request import Request

from accounts.identity.models import AccessToken, User
from config.kernel.clock import now

LIFETIME = timedelta(days=30)


def issue_token(user: User) -> str:
    """A new token; shown once, stored as a hash."""
    token = secrets.token_urlsafe(32)
    AccessToken.objects.create(user=user, token_hash=AccessToken.hash_of(token), expires_at=now() + LIFETIME)
    return token


class BearerAuthentication(authentication.BaseAuthentication):
    """Reads the token from the header only, never from the URL."""

    def authenticate(self, request: Request) -> tuple[User, AccessToken] | None:
        scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        row = (
            AccessToken.objects.select_related("user")
            .filter(token_hash=AccessToken.hash_of(token.strip()), expires_at__gt=now())
            .first()
        )
        if row is None or not row.user.is_active:
            raise exceptions.AuthenticationFailed(_("This token is not valid (any more)."), code="token_invalid")
        return row.user, row

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"
