"""What apps send of behaviour, and what they hear."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from analytics.tracking.catalogue import FROM_BROWSERS
from analytics.tracking.intake import MOST_EVENTS


class ToldSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(help_text="made once for each event; told twice it counts once")
    name = serializers.ChoiceField(choices=sorted(FROM_BROWSERS))
    at = serializers.IntegerField(help_text="milliseconds since 1970 by the sender's clock")
    about = serializers.CharField(required=False, help_text="product:slug, note:key, shop:slug or team:token")
    details = serializers.DictField(required=False)


class BatchSerializer(serializers.Serializer[Any]):
    """Events are judged one by one; a wrong one doesn't spoil the others."""

    sent_at = serializers.IntegerField(help_text="milliseconds since 1970 by the same clock, now")
    session = serializers.UUIDField(help_text="a new one after a pause of thirty minutes")
    events = serializers.ListField(child=ToldSerializer(), max_length=MOST_EVENTS)


class RefusedSerializer(serializers.Serializer[Any]):
    place = serializers.IntegerField(help_text="from 0, in the batch")
    code = serializers.CharField()


class BatchAnswerSerializer(serializers.Serializer[Any]):
    kept = serializers.IntegerField(help_text="events that will be counted, each once")
    refused = RefusedSerializer(many=True)
