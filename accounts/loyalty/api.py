"""One's points, for machines."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.identity.access import user_of
from accounts.loyalty.models import PointsEntry
from accounts.loyalty.selectors import entries_of, standing_of
from accounts.loyalty.serializers import PointsEntrySerializer, PointsStandingSerializer
from accounts.loyalty.services import check_in, take_gift
from config.kernel.access import signed_in
from config.kernel.api import Problem
from config.kernel.api_defaults import KeysetPagination


class Points(APIView):
    """How one stands."""

    access = signed_in

    @extend_schema(operation_id="me_points", responses={200: PointsStandingSerializer, 401: Problem})
    def get(self, request: Request) -> Response:
        return Response(PointsStandingSerializer(standing_of(user_of(request))).data)


class Entries(ListAPIView[PointsEntry]):
    """What came and went, newest first."""

    access = signed_in
    serializer_class = PointsEntrySerializer
    pagination_class = KeysetPagination

    @extend_schema(operation_id="me_points_entries")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return PointsEntry.objects.none()
        return entries_of(user_of(self.request))


class CheckIn(APIView):
    """Be here today. A second time the same day is refused: 409."""

    access = signed_in

    @extend_schema(
        operation_id="me_points_check_in",
        request=None,
        responses={201: PointsEntrySerializer, 401: Problem, 409: Problem},
    )
    def post(self, request: Request) -> Response:
        return Response(PointsEntrySerializer(check_in(user=user_of(request))).data, status=201)


class Gift(APIView):
    """The monthly gift of one's level."""

    access = signed_in

    @extend_schema(
        operation_id="me_points_gift", request=None, responses={201: PointsEntrySerializer, 401: Problem, 409: Problem}
    )
    def post(self, request: Request) -> Response:
        return Response(PointsEntrySerializer(take_gift(user=user_of(request))).data, status=201)
