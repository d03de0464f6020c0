"""Challenges as JSON."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from community.challenges.models import LONGEST_TOPIC, MOST_GOAL, Challenge, ChallengeEntry, Counts
from community.graph.serializers import PersonSerializer


class ChallengeSerializer(serializers.ModelSerializer[Challenge]):
    is_open = serializers.BooleanField()

    class Meta:
        model = Challenge
        fields = ["key", "title", "about", "counts", "topic_name", "goal", "starts_at", "ends_at", "is_open"]


class NewChallengeSerializer(serializers.Serializer[Any]):
    title = serializers.CharField(max_length=60)
    about = serializers.CharField(max_length=500, default="", allow_blank=True)
    counts = serializers.ChoiceField(choices=Counts.choices, default=Counts.NOTES)
    topic = serializers.CharField(
        max_length=LONGEST_TOPIC + 1, default="", allow_blank=True, help_text="notes with it count; check-ins need none"
    )
    goal = serializers.IntegerField(min_value=1, max_value=MOST_GOAL)
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()


class ChallengeEntrySerializer(serializers.Serializer[ChallengeEntry]):
    person = PersonSerializer(source="user")
    value = serializers.IntegerField()
    reached_at = serializers.DateTimeField(allow_null=True)
