"""A merchant's statements and payouts, for machines."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.organisations.access import merchant, merchant_of
from config.kernel.api import Problem
from config.kernel.api_defaults import KeysetPagination
from orders.settlement.models import Payout, Statement
from orders.settlement.selectors import payouts_of, statement_for, statements_of
from orders.settlement.serializers import PayoutSerializer, StatementDetailSerializer, StatementSerializer


class MerchantStatements(ListAPIView[Statement]):
    """Weekly statements of one's shop, newest first."""

    access = merchant("finance")
    serializer_class = StatementSerializer
    pagination_class = KeysetPagination

    @extend_schema(operation_id="merchant_statements_list")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return Statement.objects.none()
        return statements_of(merchant_of(self.request))


class MerchantStatement(APIView):
    """One statement with every line; the lines and what was carried over add up to its total."""

    access = merchant("finance")

    @extend_schema(operation_id="merchant_statement", responses={200: StatementDetailSerializer, 404: Problem})
    def get(self, request: Request, number: str) -> Response:
        statement = statement_for(merchant_of(request), number=number)
        return Response(StatementDetailSerializer(statement).data)


class MerchantPayouts(ListAPIView[Payout]):
    """Transfers to one's bank, newest first."""

    access = merchant("finance")
    serializer_class = PayoutSerializer
    pagination_class = KeysetPagination

    @extend_schema(operation_id="merchant_payouts_list")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return Payout.objects.none()
        return payouts_of(merchant_of(self.request))
