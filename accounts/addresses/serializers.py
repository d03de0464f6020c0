"""Addresses in the API."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.addresses import regions
from accounts.addresses.models import Address
from config.kernel.phones import normalised_phone


class AddressSerializer(serializers.ModelSerializer[Address]):
    recipient = serializers.CharField(max_length=40)
    phone = serializers.CharField(max_length=24)
    region_code = serializers.CharField(max_length=6, help_text="a district by GB/T 2260; see regions/")
    region_label = serializers.CharField(read_only=True)
    street = serializers.CharField(min_length=2, max_length=120)
    is_default = serializers.BooleanField(default=False)

    class Meta:
        model = Address
        fields = ["key", "recipient", "phone", "region_code", "region_label", "street", "is_default"]
        read_only_fields = ["key"]

    def validate_phone(self, value: str) -> str:
        try:
            return normalised_phone(value)
        except ValidationError as off:
            raise serializers.ValidationError(off.messages, code="phone") from off

    def validate_region_code(self, value: str) -> str:
        if not regions.is_district(value):
            raise serializers.ValidationError(_("We don't know that district. Please choose it from the list."))
        return value


class RegionSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField(source="label")


class RegionListSerializer(serializers.Serializer[Any]):
    regions = RegionSerializer(many=True)
