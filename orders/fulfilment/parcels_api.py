"""Parcels that need somebody and late ones, and hand-overs between couriers, for machines."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder
from rest_framework.views import APIView

from accounts.organisations.access import courier, merchant, merchant_of, operator
from config.kernel.access import get_or_missing
from config.kernel.api import Problem, idempotent
from config.kernel.api_defaults import KeysetPagination
from orders.fulfilment.attention import (
    KINDS,
    LateFilter,
    late_parcels,
    needing_somebody,
    parcel_of_merchant,
    parcels_of_merchant,
    with_words,
)
from orders.fulfilment.models import HandOver, Parcel
from orders.fulfilment.selectors import colleagues_of, hand_over_for, hand_overs_of, parcel_for
from orders.fulfilment.serializers import (
    AttentionSerializer,
    HandOverAnswerSerializer,
    HandOverOfferSerializer,
    HandOverSerializer,
    LateSerializer,
    TakeInSerializer,
)
from orders.fulfilment.services.handing_over import offer, take, turn_down
from orders.fulfilment.services.taking_in import take_in

ONLY = OpenApiParameter("only", str, enum=list(KINDS), description="Only this kind of trouble.")
IDEMPOTENCY = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER, required=True, description="Repeating it repeats the answer."
)


class MerchantParcels(ListAPIView[Parcel]):
    """Parcels of one's shop without news, not handed over, or coming back."""

    access = merchant("orders")
    serializer_class = AttentionSerializer
    pagination_class = KeysetPagination

    @extend_schema(operation_id="merchant_parcels_list", parameters=[ONLY])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return Parcel.objects.none()
        return _asked(self.request, parcels_of_merchant(merchant_of(self.request)))


class MerchantTakeIn(APIView):
    """A parcel is back: pieces in good order return to the shelf, what was paid for it to the buyer."""

    access = merchant("orders")

    @extend_schema(
        operation_id="merchant_parcel_take_in",
        request=TakeInSerializer,
        parameters=[IDEMPOTENCY],
        responses={200: AttentionSerializer, 404: Problem, 409: Problem, 422: Problem},
    )
    def post(self, request: Request, key: str) -> Response:
        parcel = parcel_of_merchant(merchant_of(request), key=key)
        asked = TakeInSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        lines = {line.order_line.sku: line.order_line_id for line in parcel.lines.all()}
        good = {lines.get(one["sku"], 0): one["quantity"] for one in asked.validated_data["good"]}

        def work() -> tuple[int, Any]:
            taken = take_in(parcel=parcel, good=good, actor=request.user)
            return 200, _plain(AttentionSerializer(taken).data)

        return idempotent(request, route=f"take-in:{key}", actor=f"user:{request.user.pk}", work=work)


class PlatformParcels(ListAPIView[Parcel]):
    """The same of the whole platform."""

    access = operator
    serializer_class = AttentionSerializer
    pagination_class = KeysetPagination

    @extend_schema(operation_id="platform_parcels_list", parameters=[ONLY])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return Parcel.objects.none()
        return _asked(self.request, Parcel.objects.all())


class PlatformLate(ListAPIView[Parcel]):
    """Parcels over their usual time, still on the way or (`state=arrived`) delivered late in the last 30 days."""

    access = operator
    serializer_class = LateSerializer
    pagination_class = KeysetPagination

    @extend_schema(
        operation_id="platform_late_list",
        parameters=[
            OpenApiParameter("state", str, enum=["arrived"]),
            OpenApiParameter("carrier", str, description="code of a carrier"),
            OpenApiParameter("province", str, description="two digits of the province it goes to"),
        ],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        asked = self.request.query_params
        carrier, province = (str(asked.get(name, "")).replace("\x00", "")[:30] for name in ("carrier", "province"))
        wanted = LateFilter(asked.get("state") == "arrived", carrier, province)
        return with_words(late_parcels(wanted))


class HandOvers(APIView):
    """Batches offered to this courier or by this one."""

    access = courier

    @extend_schema(operation_id="logistics_hand_overs", responses={200: HandOverSerializer(many=True)})
    def get(self, request: Request) -> Response:
        return Response(HandOverSerializer(hand_overs_of(request.user), many=True).data)

    @extend_schema(
        operation_id="logistics_hand_over_offer",
        request=HandOverOfferSerializer,
        parameters=[IDEMPOTENCY],
        responses={201: HandOverSerializer, 404: Problem, 409: Problem, 422: Problem},
    )
    def post(self, request: Request) -> Response:
        asked = HandOverOfferSerializer(data=request.data)
        asked.is_valid(raise_exception=True)

        def work() -> tuple[int, Any]:
            parcels = [parcel_for(request.user, waybill=number) for number in asked.validated_data["waybills"]]
            taker = get_or_missing(colleagues_of(request.user), handle=asked.validated_data["taker"])
            made = offer(giver=request.user, taker=taker, parcels=parcels)
            return 201, _plain(HandOverSerializer(made).data)

        return idempotent(request, route="hand-over", actor=f"user:{request.user.pk}", work=work)


class HandOverAnswer(APIView):
    """Take a batch, decline it, or call one's own off."""

    access = courier

    @extend_schema(
        operation_id="logistics_hand_over_answer",
        request=HandOverAnswerSerializer,
        responses={200: HandOverSerializer, 404: Problem, 409: Problem, 422: Problem},
    )
    def post(self, request: Request, key: str) -> Response:
        found: HandOver = hand_over_for(request.user, key=key)
        asked = HandOverAnswerSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        if asked.validated_data["action"] == "take":
            take(hand_over=found, taker=request.user)
        else:
            turn_down(hand_over=found, actor=request.user)
        found.refresh_from_db()
        return Response(HandOverSerializer(found).data)


def _asked(request: Any, parcels: QuerySet[Parcel]) -> QuerySet[Parcel]:
    return with_words(needing_somebody(parcels, request.query_params.get("only", "all")))


def _plain(data: Any) -> Any:
    """Serialized data as plain JSON values, to be kept with its idempotency key."""
    return json.loads(json.dumps(data, cls=JSONEncoder))
