"""The cart, for machines: of the signed-in person, or of the session."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.kernel.access import public
from config.kernel.api import Problem
from orders.cart.selectors import contents
from orders.cart.serializers import AddSerializer, CartSerializer, ChangeSerializer
from orders.cart.services import empty, put_in, select_lines, set_quantity, take_out
from orders.cart.shoppers import Shopper, shopper_of


def _answer(shopper: Shopper, status: int = 200) -> Response:
    return Response(CartSerializer(contents(shopper)).data, status=status)


class CartView(APIView):
    """What is in the cart, at today's prices."""

    access = public

    @extend_schema(operation_id="cart", responses=CartSerializer)
    def get(self, request: Request) -> Response:
        return _answer(shopper_of(request))

    @extend_schema(operation_id="cart_empty", responses={204: None})
    def delete(self, request: Request) -> Response:
        empty(shopper=shopper_of(request))
        return Response(status=204)


class CartLines(APIView):
    """Put a variant into the cart."""

    access = public

    @extend_schema(
        operation_id="cart_add",
        request=AddSerializer,
        responses={201: CartSerializer, 404: Problem, 409: Problem, 422: Problem},
    )
    def post(self, request: Request) -> Response:
        asked = AddSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        shopper = shopper_of(request, make_cart=True)
        put_in(
            shopper=shopper,
            variant_key=asked.validated_data["variant"],
            quantity=asked.validated_data["quantity"],
            is_exact=True,
        )
        return _answer(shopper, 201)


class CartLineView(APIView):
    """One line of the cart."""

    access = public

    @extend_schema(
        operation_id="cart_change",
        request=ChangeSerializer,
        responses={200: CartSerializer, 404: Problem, 409: Problem, 422: Problem},
    )
    def patch(self, request: Request, variant: str) -> Response:
        asked = ChangeSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        shopper, wish = shopper_of(request), asked.validated_data
        if "quantity" in wish:
            set_quantity(shopper=shopper, variant_key=variant, quantity=wish["quantity"], is_exact=True)
        if "selected" in wish:
            select_lines(shopper=shopper, variant_keys=[variant], is_selected=wish["selected"])
        return _answer(shopper)

    @extend_schema(operation_id="cart_remove", responses={204: None, 404: Problem})
    def delete(self, request: Request, variant: str) -> Response:
        take_out(shopper=shopper_of(request), variant_key=variant)
        return Response(status=204)
