"""Picking up, for machines."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.organisations.access import merchant, merchant_of
from config.kernel.access import public
from config.kernel.api import Problem, idempotent
from config.kernel.api_defaults import KeysetPagination
from config.kernel.errors import NotFound
from orders.cart.shoppers import shopper_of
from orders.checkout.models import Order
from orders.checkout.selectors import order_for
from orders.fulfilment.selectors import order_of_merchant
from orders.pickup.selectors import code_for_buyer, collection_of, pickup_orders
from orders.pickup.serializers import HandOutSerializer, PickupSerializer, ReadySerializer, WaitingOrderSerializer
from orders.pickup.services import hand_out, make_ready

IDEMPOTENCY = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER, required=True, description="Repeating it repeats the answer."
)


class OrderPickup(APIView):
    """Where an order of one's own waits, and its code."""

    access = public  # a guest sees the orders of their link; `order_for` decides

    @extend_schema(operation_id="order_pickup", responses={200: PickupSerializer, 404: Problem})
    def get(self, request: Request, number: str) -> Response:
        order = order_for(shopper_of(request), number=number)
        if order.pickup_point is None:
            raise NotFound
        collection = collection_of(order)
        said = {
            "point": order.pickup_point,
            "ready_at": collection.ready_at if collection else None,
            "kept_until": collection.kept_until if collection else None,
            "collected_at": collection.collected_at if collection else None,
            "code": code_for_buyer(order, collection),
        }
        return Response(PickupSerializer(said).data)


class MerchantPickups(ListAPIView[Order]):
    """Orders of one's shop that are fetched and not fetched yet."""

    access = merchant("orders")
    serializer_class = WaitingOrderSerializer
    pagination_class = KeysetPagination

    @extend_schema(operation_id="merchant_pickups_list")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return Order.objects.none()
        return pickup_orders(merchant_of(self.request))


class MerchantPickupReady(APIView):
    """The order lies at its counter. Repeating it changes nothing."""

    access = merchant("orders")

    @extend_schema(
        operation_id="merchant_pickup_ready", request=None, responses={200: ReadySerializer, 404: Problem, 409: Problem}
    )
    def post(self, request: Request, number: str) -> Response:
        order = order_of_merchant(merchant_of(request), number=number)
        made = make_ready(order=order, actor=request.user)
        said = {"order": order.number, "ready_at": made.ready_at, "kept_until": made.kept_until}
        return Response(ReadySerializer(said).data)


class MerchantHandOut(APIView):
    """Hand over for a code. Tries are limited."""

    access = merchant("orders")

    @extend_schema(
        operation_id="merchant_pickup_hand_out",
        request=HandOutSerializer,
        parameters=[IDEMPOTENCY],
        responses={200: WaitingOrderSerializer, 422: Problem, 429: Problem},
    )
    def post(self, request: Request) -> Response:
        asked = HandOutSerializer(data=request.data)
        asked.is_valid(raise_exception=True)

        def work() -> tuple[int, Any]:
            mine = merchant_of(request)
            order = hand_out(merchant=mine, code=asked.validated_data["code"], actor=request.user)
            return 200, {"number": order.number, "status": order.status}

        return idempotent(request, route="pickup-hand-out", actor=f"user:{request.user.pk}", work=work)
