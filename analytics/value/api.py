"""What a shop's customers are worth, for machines."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.organisations.access import merchant, merchant_of
from accounts.organisations.models import Permission
from analytics.value.selectors import groups_of, newest_run
from analytics.value.serializers import ValueSerializer
from analytics.value.services import ask_for_value
from catalog.shops.selectors import shop_of
from config.kernel.api import Problem
from config.kernel.errors import NotFound


class ShopValue(APIView):
    """The newest figures; posting asks for new ones, which are there some seconds later."""

    access = merchant(Permission.ANALYTICS)

    @extend_schema(operation_id="merchant_value", responses={200: ValueSerializer, 404: Problem})
    def get(self, request: Request) -> Response:
        run = newest_run(shop_of(merchant_of(request)))
        if run is None:
            raise NotFound
        shown = {
            "as_of": run.as_of,
            "currency": run.currency,
            "customers": run.customers,
            "repeat_buyers": run.repeat_buyers,
            "groups": groups_of(run),
            "held_out": run.findings.get("held_out"),
        }
        return Response(ValueSerializer(shown).data)

    @extend_schema(operation_id="merchant_value_ask", request=None, responses={202: None, 404: Problem})
    def post(self, request: Request) -> Response:
        ask_for_value(shop=shop_of(merchant_of(request)))
        return Response(status=202)
