"""Earnings in the API."""

from __future__ import annotations

from rest_framework import serializers

from community.earnings.models import Earning


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
