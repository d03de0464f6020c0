"""Tokens and oneself, for machines."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.identity.access import user_of
from accounts.identity.models import AccessToken, User
from accounts.identity.serializers import CredentialsSerializer, MeSerializer, TokenSerializer
from accounts.identity.services import change_profile, choose_language, sign_in_for_token
from config.kernel.access import public, signed_in
from config.kernel.api import Problem
from config.kernel.errors import NotFound


class Token(APIView):
    """A bearer token for e-mail and password; DELETE ends the one it is sent with."""

    access = {"POST": public, "DELETE": signed_in}

    @extend_schema(
        operation_id="auth_token_create",
        auth=[],
        request=CredentialsSerializer,
        responses={200: TokenSerializer, 401: Problem, 422: Problem, 429: Problem},
    )
    def post(self, request: Request) -> Response:
        asked = CredentialsSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        token, row = sign_in_for_token(**asked.validated_data, ip=request.META.get("REMOTE_ADDR", ""))
        return Response(TokenSerializer({"token": token, "expires_at": row.expires_at}).data)

    @extend_schema(operation_id="auth_token_delete", request=None, responses={204: None, 401: Problem, 404: Problem})
    def delete(self, request: Request) -> Response:
        if not isinstance(request.auth, AccessToken):
            raise NotFound
        request.auth.delete()
        return Response(status=204)


class Me(APIView):
    """Oneself."""

    access = signed_in

    @extend_schema(operation_id="me", responses={200: MeSerializer, 401: Problem})
    def get(self, request: Request) -> Response:
        return Response(MeSerializer(_me(request)).data)

    @extend_schema(
        operation_id="me_update", request=MeSerializer, responses={200: MeSerializer, 401: Problem, 422: Problem}
    )
    def patch(self, request: Request) -> Response:
        user = _me(request)
        asked = MeSerializer(user, data=request.data, partial=True)
        asked.is_valid(raise_exception=True)
        wished = asked.validated_data
        change_profile(
            user=user, **{name: wished.get(name, getattr(user, name)) for name in ("display_name", "handle", "bio")}
        )
        if language := wished.get("language"):
            choose_language(user=user, language=language)
        return Response(MeSerializer(_me(request)).data)


def _me(request: Request) -> User:
    return User.objects.select_related("avatar").get(pk=user_of(request).pk)
