"""A counter as JSON."""

from __future__ import annotations

from rest_framework import serializers

from accounts.addresses.regions import label
from orders.counters.models import PickupPoint


class PickupPointSerializer(serializers.ModelSerializer[PickupPoint]):
    region = serializers.SerializerMethodField()

    class Meta:
        model = PickupPoint
        fields = ["key", "name", "region_code", "region", "street", "hours", "phone"]

    def get_region(self, point: PickupPoint) -> str:
        return label(point.region_code)
