"""The value of customers as JSON."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from analytics.value.rfm import Group
from analytics.value.selectors import GroupLine


class GroupLineSerializer(serializers.Serializer[GroupLine]):
    group = serializers.ChoiceField(choices=Group.choices)
    people = serializers.IntegerField()
    orders = serializers.IntegerField()
    net_cents = serializers.IntegerField()


class HeldOutSerializer(serializers.Serializer[dict[str, Any]]):
    weeks = serializers.FloatField()
    actual = serializers.IntegerField()
    predicted = serializers.FloatField()
    error = serializers.FloatField(allow_null=True)


class ValueSerializer(serializers.Serializer[dict[str, Any]]):
    as_of = serializers.DateTimeField()
    currency = serializers.CharField()
    customers = serializers.IntegerField(help_text="everybody who ever bought")
    repeat_buyers = serializers.IntegerField()
    groups = GroupLineSerializer(many=True)
    held_out = HeldOutSerializer(allow_null=True, help_text="null: too few repeat buyers for a forecast")
