"""Counters, for machines."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.shops.models import Shop
from config.kernel.access import get_or_missing, public
from config.kernel.api import Problem
from orders.counters.selectors import open_points
from orders.counters.serializers import PickupPointSerializer


class PickupPoints(APIView):
    """The open pick-up points of a shop; their keys go into `pickup` of a checkout."""

    access = public

    @extend_schema(
        operation_id="pickup_points",
        parameters=[OpenApiParameter("shop", str, required=True, description="slug of the shop")],
        responses={200: PickupPointSerializer(many=True), 404: Problem},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        shop = get_or_missing(Shop.objects.filter(is_open=True), slug=request.query_params.get("shop", "")[:60])
        return Response(PickupPointSerializer(open_points([shop])[shop.pk], many=True).data)
