"""Ways to pay, the wallet and cash on delivery, for machines."""

from __future__ import annotations

from functools import partial
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.identity.access import user_of
from accounts.organisations.access import merchant, merchant_of
from catalog.shops.selectors import shop_of
from config.kernel.access import public, signed_in
from config.kernel.api import Problem, idempotent
from config.kernel.api_defaults import KeysetPagination
from config.kernel.locks import patient
from orders.cart.shoppers import shopper_of
from orders.ledger.models import LedgerPosting
from orders.payments.api import PATIENCE, pay_url
from orders.payments.history import in_words
from orders.payments.models import Payment, RefundTo
from orders.payments.selectors import (
    balance_of,
    cash_rule_of,
    payment_for,
    refund_for,
    refund_wish_of,
    wallet_history,
)
from orders.payments.serializers import (
    CashRuleSerializer,
    MethodChoiceSerializer,
    MethodSerializer,
    PaymentSerializer,
    RefundSerializer,
    WalletLineSerializer,
    WalletSerializer,
    WishSerializer,
)
from orders.payments.services import (
    methods_for,
    pay_from_wallet,
    promise_cash,
    redirect_refund,
    start_payment,
    switch_method,
    wish_refunds,
)
from orders.payments.services.cash import set_cash_rule
from orders.payments.views.counter import counter_of

IDEMPOTENCY = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER, required=True, description="Repeating it repeats the answer."
)


def _told(request: Request, payment: Payment) -> dict[str, Any]:
    return dict(PaymentSerializer(payment, context={"pay_url": partial(pay_url, request)}).data)


class PaymentMethods(APIView):
    """The ways to pay a trade; `refusal` says why one can't be had right now."""

    access = public

    @extend_schema(operation_id="payment_methods", responses={200: MethodSerializer(many=True), 404: Problem})
    def get(self, request: Request, key: str) -> Response:
        payment = payment_for(shopper_of(request), key=key)
        return Response(MethodSerializer(methods_for(payment.trade), many=True).data)


class PaymentMethodChoice(APIView):
    """Pay another way: the open attempt is ended at its provider first, and what was paid meanwhile counts.

    The answer is the attempt to pay now, with the provider's address (`next_url`) or a code to scan (`qr_code`).
    """

    access = public

    @extend_schema(
        operation_id="payment_method",
        request=MethodChoiceSerializer,
        responses={200: PaymentSerializer, 404: Problem, 409: Problem, 422: Problem, 503: Problem},
    )
    def post(self, request: Request, key: str) -> Response:
        payment = payment_for(shopper_of(request), key=key)
        asked = MethodChoiceSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        other = switch_method(payment=payment, gateway=asked.validated_data["gateway"]) or payment
        if other.state == "open":
            start_payment(payment=other, counter=counter_of(request, other))
            other.refresh_from_db()
        return Response(_told(request, other))


class PaymentFromWallet(APIView):
    """Pay the whole trade from the balance, at once."""

    access = signed_in

    @extend_schema(
        operation_id="payment_wallet", request=None, responses={200: PaymentSerializer, 404: Problem, 409: Problem}
    )
    def post(self, request: Request, key: str) -> Response:
        payment = payment_for(shopper_of(request), key=key)
        paid = patient(PATIENCE)(pay_from_wallet)(payment=payment, buyer=user_of(request))
        return Response(_told(request, paid))


class PaymentAtTheDoor(APIView):
    """Order now, pay the courier in cash."""

    access = signed_in

    @extend_schema(
        operation_id="payment_cash",
        request=None,
        responses={200: PaymentSerializer, 404: Problem, 409: Problem, 422: Problem},
    )
    def post(self, request: Request, key: str) -> Response:
        payment = payment_for(shopper_of(request), key=key)
        return Response(_told(request, promise_cash(payment=payment, buyer=request.user)))


class WalletView(APIView):
    """What is in one's wallet, and where refunds go."""

    access = signed_in

    @extend_schema(operation_id="wallet", responses={200: WalletSerializer})
    def get(self, request: Request) -> Response:
        person = user_of(request)
        told = {"balance_cents": balance_of(person), "currency": "CNY", "refunds_to": refund_wish_of(person)}
        return Response(WalletSerializer(told).data)


class WalletHistory(ListAPIView[LedgerPosting]):
    """What came into the wallet and left it, newest first."""

    access = signed_in
    serializer_class = WalletLineSerializer
    pagination_class = KeysetPagination

    @extend_schema(operation_id="wallet_history")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        rows = self.paginate_queryset(self.get_queryset()) or []
        return self.get_paginated_response(WalletLineSerializer(in_words(rows), many=True).data)

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return LedgerPosting.objects.none()
        return wallet_history(user_of(self.request))


class WalletWish(APIView):
    """Where refunds go from now on: `source` or `wallet`."""

    access = signed_in

    @extend_schema(operation_id="wallet_refunds", request=WishSerializer, responses={200: WishSerializer, 422: Problem})
    def put(self, request: Request) -> Response:
        asked = WishSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        wish = wish_refunds(person=user_of(request), to=asked.validated_data["to"])
        return Response(WishSerializer({"to": wish.to}).data)


class RefundToWallet(APIView):
    """Have a refund in the wallet that the provider could not pay."""

    access = signed_in

    @extend_schema(
        operation_id="refund_to_wallet",
        request=None,
        parameters=[IDEMPOTENCY],
        responses={200: RefundSerializer, 404: Problem, 409: Problem, 422: Problem},
    )
    def post(self, request: Request, number: str) -> Response:
        refund = refund_for(shopper_of(request), number=number)

        def work() -> tuple[int, Any]:
            done = redirect_refund(refund=refund, to=RefundTo.WALLET, actor=request.user, reason="asked by the buyer")
            return 200, dict(RefundSerializer(done).data)

        actor = f"user:{user_of(request).pk}"
        return idempotent(request, route=f"refund-to-wallet:{refund.number}", actor=actor, work=work)


class MerchantCash(APIView):
    """Whether one's shop sends against cash, up to how much an order, and where."""

    access = merchant("orders")

    @extend_schema(operation_id="merchant_cash", responses={200: CashRuleSerializer})
    def get(self, request: Request) -> Response:
        return Response(CashRuleSerializer(cash_rule_of(shop_of(merchant_of(request)))).data)

    @extend_schema(
        operation_id="merchant_cash_update",
        request=CashRuleSerializer,
        responses={200: CashRuleSerializer, 422: Problem},
    )
    def put(self, request: Request) -> Response:
        asked = CashRuleSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        rule = set_cash_rule(shop=shop_of(merchant_of(request)), **asked.validated_data)
        return Response(CashRuleSerializer(rule).data)
