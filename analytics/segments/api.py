"""A shop's segments, for machines."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.identity.access import user_of
from accounts.organisations.access import merchant, merchant_of
from analytics.segments.conditions import read
from analytics.segments.contradictions import check
from analytics.segments.models import Segment
from analytics.segments.selectors import segment_for, segments_of, size_of
from analytics.segments.serializers import (
    ConditionSerializer,
    NewSegmentSerializer,
    SegmentSerializer,
    SizeSerializer,
)
from analytics.segments.services import ask_for_audience, delete_segment, save_segment
from catalog.shops.selectors import shop_of
from config.kernel.api import Problem
from config.kernel.api_defaults import KeysetPagination


class Segments(ListAPIView[Segment]):
    """The shop's segments, newest first; posting saves one, and its audience is drawn up soon."""

    access = merchant("marketing")
    serializer_class = SegmentSerializer
    pagination_class = KeysetPagination

    @extend_schema(operation_id="merchant_segments_list")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return Segment.objects.none()
        return segments_of(shop_of(merchant_of(self.request)))

    @extend_schema(
        operation_id="merchant_segment_save",
        request=NewSegmentSerializer,
        responses={201: SegmentSerializer, 409: Problem, 422: Problem},
    )
    def post(self, request: Request) -> Response:
        asked = NewSegmentSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        segment = save_segment(
            shop=shop_of(merchant_of(request)),
            name=asked.validated_data["name"],
            condition=read(asked.validated_data["condition"]),
            actor=user_of(request),
        )
        return Response(SegmentSerializer(segment).data, status=201)


class SegmentSize(APIView):
    """How many of the shop's customers meet a condition now. Nothing is kept."""

    access = merchant("marketing")

    @extend_schema(
        operation_id="merchant_segment_size",
        request=ConditionSerializer,
        responses={200: SizeSerializer, 422: Problem},
    )
    def post(self, request: Request) -> Response:
        asked = ConditionSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        condition = read(asked.validated_data["condition"])
        check(condition)
        return Response(SizeSerializer(size_of(condition, shop=shop_of(merchant_of(request)))).data)


class SegmentDetail(APIView):
    """One segment; posting refreshes its audience, deleting takes it away."""

    access = merchant("marketing")

    @extend_schema(operation_id="merchant_segment", responses={200: SegmentSerializer, 404: Problem})
    def get(self, request: Request, key: str) -> Response:
        return Response(SegmentSerializer(segment_for(shop_of(merchant_of(request)), key=key)).data)

    @extend_schema(
        operation_id="merchant_segment_refresh", request=None, responses={202: SegmentSerializer, 404: Problem}
    )
    def post(self, request: Request, key: str) -> Response:
        segment = segment_for(shop_of(merchant_of(request)), key=key)
        ask_for_audience(segment=segment)
        return Response(SegmentSerializer(segment).data, status=202)

    @extend_schema(operation_id="merchant_segment_delete", responses={204: None, 404: Problem})
    def delete(self, request: Request, key: str) -> Response:
        delete_segment(segment=segment_for(shop_of(merchant_of(request)), key=key), actor=user_of(request))
        return Response(status=204)
