"""Segments as JSON."""

from __future__ import annotations

from rest_framework import serializers

from analytics.segments.models import Segment, SegmentState
from analytics.segments.selectors import Size, is_hidden
from analytics.segments.wording import lines_of


class SegmentSerializer(serializers.Serializer[Segment]):
    key = serializers.CharField()
    name = serializers.CharField()
    condition = serializers.JSONField(source="tree", help_text="docs/customers.md#conditions")
    words = serializers.SerializerMethodField()
    state = serializers.ChoiceField(choices=SegmentState.choices)
    size = serializers.SerializerMethodField(help_text="null: not counted yet, or too few to tell")
    refreshed_at = serializers.DateTimeField(allow_null=True)

    def get_words(self, row: Segment) -> list[str]:
        return lines_of(row.condition)

    def get_size(self, row: Segment) -> int | None:
        hidden = row.size is not None and is_hidden(row.condition, row.size, shop_pk=row.shop_id)
        return None if hidden else row.size


class ConditionSerializer(serializers.Serializer[dict[str, object]]):
    condition = serializers.JSONField(help_text="docs/customers.md#conditions")


class NewSegmentSerializer(ConditionSerializer):
    name = serializers.CharField(max_length=60)


class SizeSerializer(serializers.Serializer[Size]):
    size = serializers.SerializerMethodField(help_text="null: fewer than five, by what a shop may not know of so few")
    accounts = serializers.SerializerMethodField()

    def get_size(self, row: Size) -> int | None:
        return None if row.is_hidden else row.all

    def get_accounts(self, row: Size) -> int | None:
        return None if row.is_hidden else row.accounts
