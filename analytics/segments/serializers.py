"""Segments as JSON."""

from __future__ import annotations

from rest_framework import serializers

from analytics.segments.models import Segment, SegmentState
from analytics.segments.selectors import Size
from analytics.segments.wording import lines_of


class SegmentSerializer(serializers.Serializer[Segment]):
    key = serializers.CharField()
    name = serializers.CharField()
    condition = serializers.JSONField(source="tree", help_text="docs/customers.md#conditions")
    words = serializers.SerializerMethodField()
    state = serializers.ChoiceField(choices=SegmentState.choices)
    size = serializers.IntegerField(allow_null=True)
    refreshed_at = serializers.DateTimeField(allow_null=True)

    def get_words(self, row: Segment) -> list[str]:
        return lines_of(row.condition)


class ConditionSerializer(serializers.Serializer[dict[str, object]]):
    condition = serializers.JSONField(help_text="docs/customers.md#conditions")


class NewSegmentSerializer(ConditionSerializer):
    name = serializers.CharField(max_length=60)


class SizeSerializer(serializers.Serializer[Size]):
    size = serializers.IntegerField(source="all")
    accounts = serializers.IntegerField()
