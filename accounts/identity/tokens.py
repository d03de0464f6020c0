"""Bearer tokens of the API: `Authorization: Bearer …`."""

from __future__ import annotations

from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import authentication, exceptions
from rest_framework.request import Request

from accounts.identity.models import AccessToken, User
from config.kernel.clock import now


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


class BearerScheme(OpenApiAuthenticationExtension):
    """How the schema describes the token."""

    target_class = BearerAuthentication
    name = "bearer"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}
