"""A buyer's orders, for machines."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.kernel.access import public
from config.kernel.api import Problem
from config.kernel.api_defaults import KeysetPagination
from orders.cart.shoppers import shopper_of
from orders.checkout.models import Order, OrderStatus
from orders.checkout.selectors import order_for, orders_in_tab
from orders.checkout.serializers import OrderDetailSerializer, OrderSerializer
from orders.checkout.services import confirm_receipt


class Orders(ListAPIView[Order]):
    """One's own orders, newest first."""

    access = public
    serializer_class = OrderSerializer
    pagination_class = KeysetPagination

    @extend_schema(
        operation_id="orders_list",
        parameters=[OpenApiParameter("status", str, enum=[*OrderStatus.values], description="Only this state.")],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return Order.objects.none()
        orders = orders_in_tab(shopper_of(self.request), "all").prefetch_related("lines__variant", "discounts")
        status = self.request.query_params.get("status", "")
        return orders.filter(status=status) if status in OrderStatus.values else orders


class OrderView(APIView):
    """One order with its steps."""

    access = public

    @extend_schema(operation_id="order", responses={200: OrderDetailSerializer, 404: Problem})
    def get(self, request: Request, number: str) -> Response:
        return Response(OrderDetailSerializer(order_for(shopper_of(request), number=number)).data)


class OrderConfirm(APIView):
    """It arrived. Repeating it changes nothing."""

    access = public

    @extend_schema(
        operation_id="order_confirm", request=None, responses={200: OrderDetailSerializer, 404: Problem, 409: Problem}
    )
    def post(self, request: Request, number: str) -> Response:
        shopper = shopper_of(request)
        confirm_receipt(order=order_for(shopper, number=number), buyer=shopper.user)
        return Response(OrderDetailSerializer(order_for(shopper, number=number)).data)
