"""Picking up, as JSON."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from orders.checkout.models import Order
from orders.counters.serializers import PickupPointSerializer


class PickupSerializer(serializers.Serializer[Any]):
    """Where an order waits for its buyer, and the code while it opens something."""

    point = PickupPointSerializer()
    ready_at = serializers.DateTimeField(allow_null=True)
    kept_until = serializers.DateTimeField(allow_null=True)
    collected_at = serializers.DateTimeField(allow_null=True)
    code = serializers.CharField(allow_blank=True)


class HandOutSerializer(serializers.Serializer[Any]):
    code = serializers.CharField(max_length=40)


class ReadySerializer(serializers.Serializer[Any]):
    """What the shop learns: never the code."""

    order = serializers.CharField()
    ready_at = serializers.DateTimeField()
    kept_until = serializers.DateTimeField()


class WaitingOrderSerializer(serializers.ModelSerializer[Order]):
    point = serializers.CharField(source="pickup_point.key")
    ready_at = serializers.DateTimeField(source="collection.ready_at", default=None, allow_null=True)
    kept_until = serializers.DateTimeField(source="collection.kept_until", default=None, allow_null=True)

    class Meta:
        model = Order
        fields = ["number", "status", "point", "ready_at", "kept_until"]
