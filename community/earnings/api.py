"""What one earned by sharing, and what shops give for it, for machines."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.identity.access import user_of
from accounts.organisations.access import merchant, merchant_of
from catalog.shops.selectors import shop_of
from community.earnings.models import Earning, SharingRate
from community.earnings.selectors import earnings_of, products_to_rate, rate_of_merchant, rates_running
from community.earnings.serializers import EarningSerializer, NewRateSerializer, RateSerializer
from community.earnings.services import end_rate, set_rate
from config.kernel.access import get_or_missing, signed_in
from config.kernel.api import Problem
from config.kernel.api_defaults import KeysetPagination


class Earnings(ListAPIView[Earning]):
    """One's earnings by sharing, newest first: pending, payable, paid, reversed or refused."""

    access = signed_in
    serializer_class = EarningSerializer
    pagination_class = KeysetPagination

    @extend_schema(operation_id="me_earnings_list")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Earning]:
        if getattr(self, "swagger_fake_view", False):
            return Earning.objects.none()
        return earnings_of(user_of(self.request))


class MerchantRates(ListAPIView[SharingRate]):
    """What holds now: for all goods (`product` empty), and for products with a rate of their own. Posting lets another
    share hold from the next order on; zero switches it off."""

    access = merchant("marketing")
    serializer_class = RateSerializer
    pagination_class = KeysetPagination

    @extend_schema(operation_id="merchant_sharing_rates_list")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[SharingRate]:
        if getattr(self, "swagger_fake_view", False):
            return SharingRate.objects.none()
        return rates_running(shop_of(merchant_of(self.request)))

    @extend_schema(
        operation_id="merchant_sharing_rate_set",
        request=NewRateSerializer,
        responses={201: RateSerializer, 404: Problem, 422: Problem},
    )
    def post(self, request: Request) -> Response:
        asked = NewRateSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        shop, wish = shop_of(merchant_of(request)), asked.validated_data
        product = get_or_missing(products_to_rate(shop), slug=wish["product"]) if wish["product"] else None
        rate = set_rate(shop=shop, product=product, first=wish["first"], second=wish["second"], actor=user_of(request))
        return Response(RateSerializer(rate).data, status=201)


class MerchantRate(APIView):
    """DELETE: a product follows its shop again; the shop's own rate ends."""

    access = merchant("marketing")

    @extend_schema(operation_id="merchant_sharing_rate_end", responses={204: None, 404: Problem})
    def delete(self, request: Request, key: str) -> Response:
        end_rate(rate=rate_of_merchant(shop_of(merchant_of(request)), key=key), actor=user_of(request))
        return Response(status=204)
