"""Earnings in the API."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from community.earnings.errors import SecondAboveFirst
from community.earnings.models import MOST_FIRST, MOST_SECOND, Earning, SharingRate


class EarningSerializer(serializers.ModelSerializer[Earning]):
    """What somebody gets for one order that came by their link. Who bought stays private."""

    link = serializers.CharField(source="link.code", default="", help_text="code of the link")
    shop = serializers.CharField(source="order.shop.slug")
    currency = serializers.CharField(source="order.currency")

    class Meta:
        model = Earning
        fields = [
            "key",
            "level",
            "state",
            "review",
            "link",
            "shop",
            "currency",
            "full_cents",
            "back_cents",
            "created_at",
            "paid_at",
        ]


class RateSerializer(serializers.ModelSerializer[SharingRate]):
    """In hundredths of a per cent of what the buyer pays for the goods."""

    product = serializers.CharField(source="product.slug", default="", help_text="empty: all goods")

    class Meta:
        model = SharingRate
        fields = ["key", "product", "first_basis_points", "second_basis_points", "starts_at"]


class NewRateSerializer(serializers.Serializer[Any]):
    product = serializers.CharField(max_length=90, default="", allow_blank=True, help_text="empty: all goods")
    first_basis_points = serializers.IntegerField(
        source="first", min_value=0, max_value=MOST_FIRST, help_text="for who shared"
    )
    second_basis_points = serializers.IntegerField(
        source="second", min_value=0, max_value=MOST_SECOND, default=0, help_text="for who invited the sharer"
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["second"] > attrs["first"]:
            raise serializers.ValidationError({"second_basis_points": SecondAboveFirst().text})
        return attrs
