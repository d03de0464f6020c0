"""Promotions, for machines: pockets, flash sales, a shop's campaigns."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.organisations.access import merchant, merchant_of
from catalog.shops.models import Shop
from catalog.shops.selectors import shop_of
from config.kernel.access import public, signed_in
from config.kernel.api import Problem
from config.kernel.api_defaults import KeysetPagination
from config.kernel.clock import now
from orders.promotions import services
from orders.promotions.models import Campaign, Kind
from orders.promotions.selectors.campaigns import campaign_for, campaigns_of, results_of
from orders.promotions.selectors.checks import draft_of, warnings
from orders.promotions.selectors.pockets import coupons_of, offered_everywhere, terms_for
from orders.promotions.selectors.shown import flash_slots
from orders.promotions.serializers import (
    CampaignDetailSerializer,
    CampaignDraftSerializer,
    CampaignSerializer,
    CouponSerializer,
    FlashSaleSerializer,
    PocketSerializer,
    TakeSerializer,
)

MOST_MINE = 100


class Coupons(APIView):
    """The coupons you can use, and those you can take."""

    access = signed_in

    @extend_schema(operation_id="coupons", responses=PocketSerializer)
    def get(self, request: Request) -> Response:
        at = now()
        mine = coupons_of(request.user, "ready", at=at).order_by("valid_until", "pk")[:MOST_MINE]
        body = {"mine": mine, "takeable": offered_everywhere(request.user, at=at)}
        return Response(PocketSerializer(body).data)


class TakeCoupon(APIView):
    """Take a coupon of a campaign, or the one of a code. Guessing codes ends after twenty tries an hour."""

    access = signed_in

    @extend_schema(
        operation_id="coupon_take",
        request=TakeSerializer,
        responses={201: CouponSerializer, 404: Problem, 409: Problem, 422: Problem, 429: Problem},
    )
    def post(self, request: Request) -> Response:
        asked = TakeSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        wish = asked.validated_data
        if "code" in wish:
            ip = request.META.get("REMOTE_ADDR", "")
            coupon = services.redeem_code(code=wish["code"], person=request.user, ip=ip)
        else:
            coupon = services.take_coupon(terms=terms_for(wish["campaign"]), person=request.user)
        return Response(CouponSerializer(coupon).data, status=201)


class FlashSales(APIView):
    """What is in flash sales that are open, or open within a day and a half."""

    access = public

    @extend_schema(operation_id="flash_sales", responses=FlashSaleSerializer(many=True))
    def get(self, request: Request) -> Response:
        rows: Any = [row for slot in flash_slots(buyer=request.user, at=now()) for row in slot.rows]
        return Response(FlashSaleSerializer(rows, many=True).data)


def _shop(request: Request) -> Shop:
    return shop_of(merchant_of(request))


def _detail(shop: Shop, campaign: Campaign, status: int = 200) -> Response:
    found = campaign_for(shop, key=campaign.key)
    found.results = results_of(found)  # type: ignore[attr-defined]  # for the serializer
    found.warnings = warnings(shop, draft_of(found), campaign=found, at=now())  # type: ignore[attr-defined]  # for the serializer
    if found.kind != Kind.COUPON:
        found.coupon = None
    return Response(CampaignDetailSerializer(found).data, status=status)


class MerchantCampaigns(ListAPIView[Campaign]):
    """One's shop's campaigns, newest first."""

    access = merchant("marketing")
    serializer_class = CampaignSerializer
    pagination_class = KeysetPagination

    @extend_schema(operation_id="merchant_campaigns_list")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return Campaign.objects.none()
        return campaigns_of(_shop(self.request), at=now())

    @extend_schema(
        operation_id="merchant_campaign_new",
        request=CampaignDraftSerializer,
        responses={201: CampaignDetailSerializer, 404: Problem, 422: Problem},
    )
    def post(self, request: Request) -> Response:
        shop = _shop(request)
        asked = CampaignDraftSerializer(data=request.data, shop=shop)
        asked.is_valid(raise_exception=True)
        campaign = services.write_campaign(shop=shop, actor=request.user, draft=asked.draft)
        return _detail(shop, campaign, 201)


class MerchantCampaign(APIView):
    """One campaign with its results and what to think about. PUT writes it anew."""

    access = merchant("marketing")

    @extend_schema(operation_id="merchant_campaign", responses={200: CampaignDetailSerializer, 404: Problem})
    def get(self, request: Request, key: str) -> Response:
        shop = _shop(request)
        return _detail(shop, campaign_for(shop, key=key))

    @extend_schema(
        operation_id="merchant_campaign_write",
        request=CampaignDraftSerializer,
        responses={200: CampaignDetailSerializer, 404: Problem, 409: Problem, 422: Problem},
    )
    def put(self, request: Request, key: str) -> Response:
        shop = _shop(request)
        campaign = campaign_for(shop, key=key)
        asked = CampaignDraftSerializer(data=request.data, shop=shop)
        asked.is_valid(raise_exception=True)
        services.write_campaign(shop=shop, actor=request.user, draft=asked.draft, campaign=campaign)
        return _detail(shop, campaign)


class MerchantCampaignStart(APIView):
    """Let it run. Repeating it changes nothing."""

    access = merchant("marketing")

    @extend_schema(
        operation_id="merchant_campaign_start",
        request=None,
        responses={200: CampaignDetailSerializer, 404: Problem, 409: Problem, 422: Problem},
    )
    def post(self, request: Request, key: str) -> Response:
        shop = _shop(request)
        campaign = services.start_campaign(campaign=campaign_for(shop, key=key), actor=request.user)
        return _detail(shop, campaign)


class MerchantCampaignStop(APIView):
    """End it. Repeating it changes nothing."""

    access = merchant("marketing")

    @extend_schema(
        operation_id="merchant_campaign_stop",
        request=None,
        responses={200: CampaignDetailSerializer, 404: Problem, 409: Problem},
    )
    def post(self, request: Request, key: str) -> Response:
        shop = _shop(request)
        campaign = services.stop_campaign(campaign=campaign_for(shop, key=key), actor=request.user)
        return _detail(shop, campaign)
