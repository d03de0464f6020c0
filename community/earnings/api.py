"""What one earned by sharing, for machines."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.identity.access import user_of
from community.earnings.models import Earning
from community.earnings.selectors import earnings_of
from community.earnings.serializers import EarningSerializer
from config.kernel.access import signed_in
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
