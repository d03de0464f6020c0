"""Checking out and paying, for machines."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.kernel.access import public
from config.kernel.api import Problem, idempotent
from config.kernel.errors import NotFound
from config.kernel.locks import patient
from orders.cart.shoppers import Shopper, remember_guest_key, shopper_of
from orders.checkout.models import OrderSource, Trade
from orders.checkout.selectors import order_for, trade_for
from orders.checkout.serializers import CheckoutSerializer, OrderDetailSerializer
from orders.checkout.services import place_trade
from orders.payments.gateways import SANDBOXES
from orders.payments.gateways.sandbox import Outcome, decide
from orders.payments.models import Payment
from orders.payments.selectors import payment_for
from orders.payments.serializers import CancelSerializer, OutcomeSerializer, PaymentSerializer, PlacedSerializer
from orders.payments.services import cancel_order, check_if_slow, open_payment, start_payment

IDEMPOTENCY = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER, required=True, description="Repeating it repeats the answer."
)

PATIENCE = 5  # tries of three seconds each: a rush for the last pieces is answered, not turned away


def pay_url(request: Request, payment: Payment) -> str:
    return str(request.build_absolute_uri(reverse("orders:pay", args=[payment.key])))


@transaction.atomic
def place(request: Request, shopper: Shopper, asked: CheckoutSerializer) -> tuple[int, dict[str, Any]]:
    """Place what was asked for, and open an attempt to pay it: the answer of every checkout."""
    wish = asked.validated_data
    trade = place_trade(
        shopper=shopper,
        delivery=wish["delivery"],
        agreed=asked.agreed,
        notes=wish.get("notes", {}),
        choice=asked.choice,
        source=OrderSource.API,
    )
    payment = open_payment(trade=trade)
    trade.refresh_from_db()
    return 201, {
        "trade": trade.number,
        "amount_cents": trade.total_cents,
        "currency": trade.currency,
        "expires_at": trade.expires_at.isoformat() if trade.expires_at else None,
        "orders": [
            {"number": one.number, "shop": one.shop.slug, "status": one.status, "total_cents": one.total_cents}
            for one in trade.orders.select_related("shop").order_by("pk")
        ],
        "payment": {"id": payment.key, "pay_url": pay_url(request, payment)} if payment else None,
    }


class Checkout(APIView):
    """Order what is selected in the cart. Prices, sums and currency are ours; the client only confirms a total."""

    access = public

    @extend_schema(
        operation_id="checkout",
        request=CheckoutSerializer,
        parameters=[IDEMPOTENCY],
        responses={201: PlacedSerializer, 404: Problem, 409: Problem, 422: Problem},
    )
    def post(self, request: Request) -> Response:
        shopper = shopper_of(request, make_cart=True)
        asked = CheckoutSerializer(data=request.data, shopper=shopper)
        asked.is_valid(raise_exception=True)
        work = partial(place, request, shopper, asked)
        answer = patient(PATIENCE)(idempotent)(request, route="api-checkout", actor=shopper.name, work=work)
        if shopper.is_guest:
            remember_guest_key(request, Trade.objects.get(number=answer.data["trade"]).guest_key)
        return answer


class TradePayment(APIView):
    """Another attempt to pay a trade whose first one was declined; the open one, if there is one."""

    access = public

    @extend_schema(
        operation_id="trade_pay", request=None, responses={200: PaymentSerializer, 404: Problem, 409: Problem}
    )
    def post(self, request: Request, number: str) -> Response:
        payment = open_payment(trade=trade_for(shopper_of(request), number=number))
        return _payment(request, payment) if payment else Response(status=204)


class PaymentView(APIView):
    """Where a payment is."""

    access = public

    @extend_schema(operation_id="payment", responses={200: PaymentSerializer, 404: Problem})
    def get(self, request: Request, key: str) -> Response:
        return _payment(request, check_if_slow(payment=payment_for(shopper_of(request), key=key)))


class SandboxDecision(APIView):
    """Play the buyer at the sandbox bank. Exists only where that gateway is on; the bank tells us by webhook."""

    access = public

    @extend_schema(
        operation_id="payment_sandbox",
        request=OutcomeSerializer,
        responses={202: PaymentSerializer, 404: Problem, 422: Problem},
    )
    def post(self, request: Request, key: str) -> Response:
        payment = payment_for(shopper_of(request), key=key)
        if payment.gateway not in SANDBOXES or payment.gateway not in settings.PAYMENT_GATEWAYS:
            raise NotFound
        asked = OutcomeSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        start_payment(payment=payment)
        decide(out_trade_no=payment.out_trade_no, outcome=Outcome(asked.validated_data["outcome"]))
        payment.refresh_from_db()
        return _payment(request, payment, status=202)


class OrderCancel(APIView):
    """Call an order off. Repeating it changes nothing."""

    access = public

    @extend_schema(
        operation_id="order_cancel",
        request=CancelSerializer,
        responses={200: OrderDetailSerializer, 404: Problem, 409: Problem, 422: Problem},
    )
    def post(self, request: Request, number: str) -> Response:
        shopper = shopper_of(request)
        asked = CancelSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        order = order_for(shopper, number=number)
        cancel_order(order=order, actor=shopper.user, to=asked.validated_data["to"])
        return Response(OrderDetailSerializer(order_for(shopper, number=number)).data)


def _payment(request: Request, payment: Payment, status: int = 200) -> Response:
    context = {"pay_url": partial(pay_url, request)}
    return Response(PaymentSerializer(payment, context=context).data, status=status)
