"""Polls and lotteries as JSON."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from community.activities.models import MOST_OPTIONS, Lottery, LotteryEntry, Poll
from community.activities.selectors import Answer


class PollSerializer(serializers.ModelSerializer[Poll]):
    is_open = serializers.BooleanField()

    class Meta:
        model = Poll
        fields = ["key", "question", "most_choices", "is_secret", "closes_at", "is_open"]


class PollAnswerSerializer(serializers.Serializer[Answer]):
    position = serializers.IntegerField(source="option.position")
    text = serializers.CharField(source="option.text")
    percent = serializers.IntegerField(allow_null=True, help_text="of those who voted; null until one has voted")
    is_mine = serializers.BooleanField()


class PollPageSerializer(serializers.Serializer[Any]):
    poll = PollSerializer()
    voters = serializers.IntegerField()
    answers = PollAnswerSerializer(many=True)


class BallotSerializer(serializers.Serializer[Any]):
    positions = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=MOST_OPTIONS - 1), max_length=MOST_OPTIONS
    )


class LotterySerializer(serializers.ModelSerializer[Lottery]):
    is_open = serializers.BooleanField()

    class Meta:
        model = Lottery
        fields = ["key", "title", "prize", "winners", "backups", "closes_at", "is_open", "commit_hash"]


class LotteryEntrySerializer(serializers.ModelSerializer[LotteryEntry]):
    class Meta:
        model = LotteryEntry
        fields = ["key", "rank"]
