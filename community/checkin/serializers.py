"""Check-ins as JSON."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from community.checkin.models import GroupCheckIn


class GroupCheckInSerializer(serializers.ModelSerializer[GroupCheckIn]):
    is_made_up = serializers.SerializerMethodField()

    class Meta:
        model = GroupCheckIn
        fields = ["day", "streak", "points", "is_made_up"]

    def get_is_made_up(self, row: GroupCheckIn) -> bool:
        return bool(row.made_up_in)


class MakeUpSerializer(serializers.Serializer[Any]):
    day = serializers.DateField(help_text="a day of the group's zone one missed")
