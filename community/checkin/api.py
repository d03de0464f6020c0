"""Check-ins of a group, for machines."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.identity.access import user_of
from community.checkin.models import GroupCheckIn
from community.checkin.serializers import GroupCheckInSerializer, MakeUpSerializer
from community.checkin.services import check_in_group, make_up
from community.groups.selectors import group_for
from config.kernel.access import signed_in
from config.kernel.api import Problem
from config.kernel.api_defaults import KeysetPagination

REFUSED = {401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem}


class CheckInsView(ListAPIView[GroupCheckIn]):
    """One's own check-ins, the newest first. POST checks in today."""

    access = signed_in
    serializer_class: Any = GroupCheckInSerializer
    pagination_class = KeysetPagination

    @extend_schema(operation_id="group_check_ins")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return GroupCheckIn.objects.none()
        group = group_for(self.request.user, slug=self.kwargs["slug"])
        return GroupCheckIn.objects.filter(group=group, user=user_of(self.request))

    @extend_schema(operation_id="group_check_in", request=None, responses={201: GroupCheckInSerializer} | REFUSED)
    def post(self, request: Request, slug: str) -> Response:
        row = check_in_group(group=group_for(request.user, slug=slug), user=user_of(request))
        return Response(GroupCheckInSerializer(row).data, status=201)


class MakeUpView(APIView):
    """Use the month's make-up card."""

    access = signed_in

    @extend_schema(
        operation_id="group_make_up", request=MakeUpSerializer, responses={201: GroupCheckInSerializer} | REFUSED
    )
    def post(self, request: Request, slug: str) -> Response:
        asked = MakeUpSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        group = group_for(request.user, slug=slug)
        row = make_up(group=group, user=user_of(request), day=asked.validated_data["day"])
        return Response(GroupCheckInSerializer(row).data, status=201)
