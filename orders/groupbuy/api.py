"""Group campaigns and teams, for machines."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.kernel.access import get_or_missing, public, signed_in
from config.kernel.api import Problem, idempotent
from config.kernel.api_defaults import KeysetPagination
from config.kernel.locks import patient
from orders.cart.shoppers import Shopper, shopper_of
from orders.groupbuy.deal import start_ref
from orders.groupbuy.models import GroupCampaign, GroupSeat
from orders.groupbuy.selectors import running_campaigns, team_for
from orders.groupbuy.serializers import (
    GroupCampaignSerializer,
    SeatCheckoutSerializer,
    SeatPlacedSerializer,
    TeamSerializer,
)
from orders.payments.api import IDEMPOTENCY, PATIENCE, place

REFUSALS = {401: Problem, 404: Problem, 409: Problem, 422: Problem}


class GroupCampaigns(ListAPIView[GroupCampaign]):
    """Campaigns in which a team can be started now, newest first."""

    access = public
    serializer_class = GroupCampaignSerializer
    pagination_class = KeysetPagination

    @extend_schema(
        operation_id="group_campaigns",
        parameters=[OpenApiParameter("product", str, description="slug: only the campaign of this product")],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return GroupCampaign.objects.none()
        rows = running_campaigns().select_related("product", "shop").prefetch_related("prices__variant", "steps")
        slug = self.request.query_params.get("product", "").replace("\x00", "")
        return rows.filter(product__slug=slug) if slug else rows


class GroupCampaignView(APIView):
    """One running campaign."""

    access = public

    @extend_schema(operation_id="group_campaign", responses={200: GroupCampaignSerializer, 404: Problem})
    def get(self, request: Request, key: str) -> Response:
        return Response(GroupCampaignSerializer(_campaign(key)).data)


class StartTeam(APIView):
    """Start a team: an order at the team price. The team opens when it is paid."""

    access = signed_in

    @extend_schema(
        operation_id="team_start",
        request=SeatCheckoutSerializer,
        parameters=[IDEMPOTENCY],
        responses={201: SeatPlacedSerializer, **REFUSALS},
    )
    def post(self, request: Request, key: str) -> Response:
        campaign = _campaign(key)
        return _take(request, start_ref(campaign), campaign, f"api-team-start:{campaign.key}")


class JoinTeam(APIView):
    """Join a team: an order at the team price. The seat is held for fifteen minutes and counts once it is paid."""

    access = signed_in

    @extend_schema(
        operation_id="team_join",
        request=SeatCheckoutSerializer,
        parameters=[IDEMPOTENCY],
        responses={201: SeatPlacedSerializer, **REFUSALS},
    )
    def post(self, request: Request, token: str) -> Response:
        team = team_for(request.user, token=token)
        return _take(request, team.token, team.campaign, f"api-team-join:{team.token}")


class TeamView(APIView):
    """A team with who has paid and everything that happened to it."""

    access = public

    @extend_schema(operation_id="team", responses={200: TeamSerializer, 404: Problem})
    def get(self, request: Request, token: str) -> Response:
        return Response(TeamSerializer(team_for(request.user, token=token)).data)


def _campaign(key: str) -> GroupCampaign:
    rows = running_campaigns().select_related("product", "shop").prefetch_related("prices__variant", "steps")
    return get_or_missing(rows, key=key)


def _take(request: Request, ref: str, campaign: GroupCampaign, route: str) -> Response:
    shopper = shopper_of(request)
    asked = SeatCheckoutSerializer(data=request.data, shopper=shopper, ref=ref, campaign=campaign)
    asked.is_valid(raise_exception=True)
    work = partial(_place_seat, request, shopper, asked)
    return patient(PATIENCE)(idempotent)(request, route=route, actor=shopper.name, work=work)


@transaction.atomic
def _place_seat(request: Request, shopper: Shopper, asked: SeatCheckoutSerializer) -> tuple[int, dict[str, Any]]:
    status, answer = place(request, shopper, asked)
    seat = GroupSeat.objects.select_related("team").get(order__number=answer["orders"][0]["number"])
    return status, answer | {"team": seat.team.token}
