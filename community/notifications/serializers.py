"""Notifications as JSON."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from community.notifications.kinds import Tab
from community.notifications.models import Digest
from community.notifications.selectors import ZONES, Line


class LineSerializer(serializers.Serializer[Line]):
    key = serializers.CharField(source="row.key")
    kind = serializers.CharField(source="kind.name")
    tab = serializers.ChoiceField(source="kind.tab", choices=Tab.choices)
    text = serializers.CharField(help_text="the sentence, in the asker's language")
    quote = serializers.CharField(help_text="words of people it is about, or empty")
    url = serializers.CharField(source="target.url")
    count = serializers.IntegerField(help_text="how many things it gathers")
    people = serializers.IntegerField(help_text="by how many people")
    is_read = serializers.BooleanField()
    at = serializers.DateTimeField(source="row.latest_at")


class LinesSerializer(serializers.Serializer[Any]):
    unread = serializers.IntegerField(help_text="up to a hundred")
    next = serializers.CharField(help_text="cursor of the next page, or empty")
    results = LineSerializer(many=True)


class ReadSerializer(serializers.Serializer[Any]):
    keys = serializers.ListField(
        child=serializers.CharField(max_length=16), required=False, max_length=100, help_text="left out: all of them"
    )
    tab = serializers.ChoiceField(choices=Tab.choices, required=False)


class UnreadSerializer(serializers.Serializer[Any]):
    unread = serializers.IntegerField()


class KindChoiceSerializer(serializers.Serializer[Any]):
    in_app = serializers.BooleanField()
    by_mail = serializers.BooleanField()


class HearingSerializer(serializers.Serializer[Any]):
    digest = serializers.ChoiceField(choices=Digest.choices)
    zone = serializers.ChoiceField(choices=[(zone, zone) for zone in ZONES])
    quiet_from = serializers.IntegerField(min_value=0, max_value=23, allow_null=True)
    quiet_until = serializers.IntegerField(min_value=0, max_value=23, allow_null=True)
    kinds = serializers.DictField(
        child=KindChoiceSerializer(), help_text="by name of the kind; left out stays as it is"
    )

    def validate(self, attrs: Any) -> Any:
        start, end = attrs["quiet_from"], attrs["quiet_until"]
        if (start is None) != (end is None) or (start is not None and start == end):
            raise serializers.ValidationError({"quiet_until": ["needs another hour than quiet_from, or both empty"]})
        return attrs
