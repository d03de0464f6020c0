"""Bargains, for machines. A bargain is bought through `POST checkout/` with `deal`."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.identity.access import user_of
from accounts.organisations.access import merchant, merchant_of
from catalog.shops.selectors import shop_of
from config.kernel.access import public, signed_in
from config.kernel.api import Problem
from config.kernel.api_defaults import KeysetPagination
from orders.bargain.campaigns import CampaignDraft, begin_campaign, stop_campaign
from orders.bargain.models import Bargain, BargainCampaign
from orders.bargain.selectors import (
    bargain_for_anyone,
    bargains_of,
    campaign_for_shoppers,
    campaign_of_shop,
    campaigns_of,
    open_campaigns,
    standing,
    variant_to_offer,
)
from orders.bargain.serializers import (
    BargainCampaignSerializer,
    BargainDetailSerializer,
    BargainSerializer,
    NewBargainCampaignSerializer,
)
from orders.bargain.services import help_out, start_bargain


class BargainCampaigns(ListAPIView[BargainCampaign]):
    """Offers in which a bargain can begin now, newest first."""

    access = public
    serializer_class = BargainCampaignSerializer
    pagination_class = KeysetPagination

    @extend_schema(operation_id="bargain_campaigns_list")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        return open_campaigns()


class BargainStart(APIView):
    """Begin a bargain; beginning again answers with the same one."""

    access = signed_in

    @extend_schema(
        operation_id="bargain_start",
        request=None,
        responses={201: BargainDetailSerializer, 404: Problem, 409: Problem},
    )
    def post(self, request: Request, key: str) -> Response:
        bargain = start_bargain(campaign=campaign_for_shoppers(key=key), user=user_of(request))
        return _answer(request, bargain.token, 201)


class Bargains(ListAPIView[Bargain]):
    """One's own bargains, newest first."""

    access = signed_in
    serializer_class = BargainSerializer
    pagination_class = KeysetPagination

    @extend_schema(operation_id="bargains_list")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return Bargain.objects.none()
        return bargains_of(self.request.user)


class BargainView(APIView):
    """A bargain, for whoever has its token."""

    access = public

    @extend_schema(operation_id="bargain", responses={200: BargainDetailSerializer, 404: Problem})
    def get(self, request: Request, token: str) -> Response:
        return _answer(request, token)


class BargainHelpView(APIView):
    """Take the next cut off a friend's price, once in each offer."""

    access = signed_in

    @extend_schema(
        operation_id="bargain_help",
        request=None,
        responses={201: BargainDetailSerializer, 404: Problem, 409: Problem, 429: Problem},
    )
    def post(self, request: Request, token: str) -> Response:
        help_out(bargain=bargain_for_anyone(token=token), helper=user_of(request))
        return _answer(request, token, 201)


def _answer(request: Request, token: str, status: int = 200) -> Response:
    shown: Any = standing(bargain_for_anyone(token=token), request.user)
    return Response(BargainDetailSerializer(shown).data, status=status)


class MerchantBargainCampaigns(ListAPIView[BargainCampaign]):
    """The shop's campaigns, newest first; posting sets one up."""

    access = merchant("marketing")
    serializer_class = BargainCampaignSerializer
    pagination_class = KeysetPagination

    @extend_schema(operation_id="merchant_bargain_campaigns_list")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return BargainCampaign.objects.none()
        return campaigns_of(shop_of(merchant_of(self.request)))

    @extend_schema(
        operation_id="merchant_bargain_campaign_begin",
        request=NewBargainCampaignSerializer,
        responses={201: BargainCampaignSerializer, 404: Problem, 409: Problem, 422: Problem},
    )
    def post(self, request: Request) -> Response:
        asked = NewBargainCampaignSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        shop = shop_of(merchant_of(request))
        wish = dict(asked.validated_data)
        variant = variant_to_offer(shop, key=wish.pop("variant"))
        campaign = begin_campaign(shop=shop, draft=CampaignDraft(variant=variant, **wish))
        return Response(BargainCampaignSerializer(campaign_of_shop(shop, key=campaign.key)).data, status=201)


class MerchantBargainStop(APIView):
    """Nobody can begin any more; what was begun runs on. Repeating it changes nothing."""

    access = merchant("marketing")

    @extend_schema(
        operation_id="merchant_bargain_campaign_stop",
        request=None,
        responses={200: BargainCampaignSerializer, 404: Problem},
    )
    def post(self, request: Request, key: str) -> Response:
        shop = shop_of(merchant_of(request))
        stop_campaign(campaign=campaign_of_shop(shop, key=key), actor=user_of(request))
        return Response(BargainCampaignSerializer(campaign_of_shop(shop, key=key)).data)
