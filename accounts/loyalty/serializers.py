"""Points in the API."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.loyalty.models import PointsEntry


class LevelSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    title = serializers.CharField(source="label")
    from_points = serializers.IntegerField(help_text="earned within 365 days")
    per_cent = serializers.IntegerField(help_text="points for orders, in hundredths of the usual")
    gift = serializers.IntegerField(help_text="points once a month")


class PointsStandingSerializer(serializers.Serializer[Any]):
    """What one has, which level one is on, and how far the next one is."""

    balance = serializers.IntegerField()
    earned = serializers.IntegerField(help_text="within the last 365 days")
    level = LevelSerializer()
    coming = LevelSerializer(allow_null=True)
    missing = serializers.IntegerField()
    streak = serializers.IntegerField()
    is_checked_in = serializers.BooleanField()
    is_gift_open = serializers.BooleanField()


class PointsEntrySerializer(serializers.ModelSerializer[PointsEntry]):
    class Meta:
        model = PointsEntry
        fields = ["key", "delta", "balance", "reason", "ref", "note", "at"]
