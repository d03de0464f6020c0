"""Shipping and following parcels, for machines."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.organisations.access import courier, merchant, merchant_of
from accounts.organisations.models import Carrier
from config.kernel.access import public
from config.kernel.api import Problem, idempotent
from config.kernel.api_defaults import KeysetPagination
from config.kernel.errors import Invalid
from orders.cart.shoppers import shopper_of
from orders.checkout.models import Order, OrderStatus
from orders.checkout.selectors import order_for
from orders.fulfilment.models import Parcel
from orders.fulfilment.selectors import (
    open_carriers,
    order_of_merchant,
    orders_of_merchant,
    parcel_for,
    parcels_of,
    stops,
    with_everything,
    worklist,
)
from orders.fulfilment.serializers import (
    CourierParcelSerializer,
    MerchantOrderDetailSerializer,
    MerchantOrderSerializer,
    ParcelSerializer,
    ScanSerializer,
    ShipSerializer,
    TrackingEventSerializer,
)
from orders.fulfilment.services import record_scan, ship

IDEMPOTENCY = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER, required=True, description="Repeating it repeats the answer."
)
WORKLIST_TABS = ("deliver", "pickup", "return", "trouble")


class MerchantOrders(ListAPIView[Order]):
    """Paid orders of one's shop, newest first."""

    access = merchant("orders")
    serializer_class = MerchantOrderSerializer
    pagination_class = KeysetPagination

    @extend_schema(
        operation_id="merchant_orders_list",
        parameters=[OpenApiParameter("status", str, enum=[*OrderStatus.values], description="Only this state.")],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return Order.objects.none()
        orders = with_everything(orders_of_merchant(merchant_of(self.request)))
        status = self.request.query_params.get("status", "")
        return orders.filter(status=status) if status in OrderStatus.values else orders


class MerchantOrderDetail(APIView):
    """One order of one's shop, with its address while it is open."""

    access = merchant("orders")

    @extend_schema(operation_id="merchant_order", responses={200: MerchantOrderDetailSerializer, 404: Problem})
    def get(self, request: Request, number: str) -> Response:
        order = order_of_merchant(merchant_of(request), number=number)
        return Response(MerchantOrderDetailSerializer(order).data)


class MerchantOrderShip(APIView):
    """Ship an order, whole or in part."""

    access = merchant("orders")

    @extend_schema(
        operation_id="merchant_order_ship",
        request=ShipSerializer,
        parameters=[IDEMPOTENCY],
        responses={201: ParcelSerializer, 404: Problem, 409: Problem, 422: Problem},
    )
    def post(self, request: Request, number: str) -> Response:
        order = order_of_merchant(merchant_of(request), number=number)
        asked = ShipSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        lines = asked.validated_data.get("lines")

        def work() -> tuple[int, Any]:
            parcel = ship(
                order=order,
                carrier=_carrier(asked.validated_data["carrier"]),
                waybill=asked.validated_data["waybill"],
                quantities=_by_line(order, lines) if lines else None,
                actor=request.user,
            )
            return 201, _plain(ParcelSerializer(parcel).data)

        return idempotent(request, route=f"ship:{number}", actor=f"user:{request.user.pk}", work=work)


def _carrier(code: str) -> Carrier:
    carrier = open_carriers().filter(code=code).first()
    if carrier is None:
        raise Invalid(field="carrier")
    return carrier


def _by_line(order: Order, pieces: list[dict[str, Any]]) -> dict[int, int]:
    """Line → pieces, from SKUs; a SKU that is not in the order is refused."""
    lines = {line.sku: line.pk for line in order.lines.all()}
    quantities: dict[int, int] = {}
    for piece in pieces:
        line_pk = lines.get(piece["sku"])
        if line_pk is None:
            raise Invalid(field="lines")
        quantities[line_pk] = quantities.get(line_pk, 0) + piece["quantity"]
    return quantities


def _plain(data: Any) -> Any:
    """Serialized data as plain JSON values, to be kept with its idempotency key."""
    import json

    from rest_framework.utils.encoders import JSONEncoder

    return json.loads(json.dumps(data, cls=JSONEncoder))


class CourierParcels(ListAPIView[Parcel]):
    """The courier's worklist."""

    access = courier
    serializer_class = CourierParcelSerializer
    pagination_class = KeysetPagination

    @extend_schema(
        operation_id="logistics_parcels_list",
        parameters=[OpenApiParameter("tab", str, enum=list(WORKLIST_TABS), default="deliver")],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return Parcel.objects.none()
        tab = self.request.query_params.get("tab", "deliver")
        return stops(worklist(self.request.user, tab=tab if tab in WORKLIST_TABS else "deliver"))


class ParcelScans(APIView):
    """Scans of one parcel of one's company."""

    access = courier

    @extend_schema(
        operation_id="logistics_parcel_scans", responses={200: TrackingEventSerializer(many=True), 404: Problem}
    )
    def get(self, request: Request, waybill: str) -> Response:
        parcel = parcel_for(request.user, waybill=waybill)
        return Response(TrackingEventSerializer(parcel.events.all(), many=True).data)

    @extend_schema(
        operation_id="logistics_parcel_scan",
        request=ScanSerializer,
        parameters=[IDEMPOTENCY],
        responses={201: TrackingEventSerializer, 404: Problem, 409: Problem, 422: Problem},
    )
    def post(self, request: Request, waybill: str) -> Response:
        parcel = parcel_for(request.user, waybill=waybill)
        asked = ScanSerializer(data=request.data)
        asked.is_valid(raise_exception=True)

        def work() -> tuple[int, Any]:
            event = record_scan(parcel=parcel, actor=request.user, **asked.validated_data)
            return 201, _plain(TrackingEventSerializer(event).data)

        return idempotent(request, route=f"scan:{parcel.key}", actor=f"user:{request.user.pk}", work=work)


class OrderParcels(APIView):
    """Parcels of an order of one's own, with their tracks."""

    access = public  # a guest sees the orders of their link; `order_for` decides

    @extend_schema(operation_id="order_parcels", responses={200: ParcelSerializer(many=True), 404: Problem})
    def get(self, request: Request, number: str) -> Response:
        order = order_for(shopper_of(request), number=number)
        return Response(ParcelSerializer(parcels_of(order), many=True).data)
