"""Challenges as JSON."""

from __future__ import annotations

from rest_framework import serializers

from community.challenges.models import Challenge, ChallengeEntry
from community.graph.serializers import PersonSerializer


class ChallengeSerializer(serializers.ModelSerializer[Challenge]):
    is_open = serializers.BooleanField()

    class Meta:
        model = Challenge
        fields = ["key", "title", "about", "counts", "topic_name", "goal", "starts_at", "ends_at", "is_open"]


class ChallengeEntrySerializer(serializers.Serializer[ChallengeEntry]):
    person = PersonSerializer(source="user")
    value = serializers.IntegerField()
    reached_at = serializers.DateTimeField(allow_null=True)
