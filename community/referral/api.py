"""One's links and invitations, for machines."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.identity.access import user_of
from community.referral.models import Referral, ShareLink
from community.referral.selectors.pages import links_of, people_brought_by
from community.referral.serializers import InviteSerializer, LinkSerializer, PathSerializer
from community.referral.services import link_to
from config.kernel.access import signed_in
from config.kernel.api import Problem
from config.kernel.api_defaults import KeysetPagination


class Links(ListAPIView[ShareLink]):
    """One's links with what each brought; POST makes one, the same one every time."""

    access = signed_in
    serializer_class = LinkSerializer
    pagination_class = KeysetPagination

    @extend_schema(operation_id="me_links_list")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="me_links_create",
        request=PathSerializer,
        responses={201: LinkSerializer, 401: Problem, 404: Problem, 422: Problem},
    )
    def post(self, request: Request) -> Response:
        asked = PathSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        link = link_to(sharer=user_of(request), path=asked.validated_data["path"])
        return Response(LinkSerializer(links_of(user_of(request)).get(pk=link.pk)).data, status=201)

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return ShareLink.objects.none()
        return links_of(user_of(self.request))


class Invites(ListAPIView[Referral]):
    """Whom one brought, newest first."""

    access = signed_in
    serializer_class = InviteSerializer
    pagination_class = KeysetPagination

    @extend_schema(operation_id="me_invites_list")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return Referral.objects.none()
        return people_brought_by(user_of(self.request))
