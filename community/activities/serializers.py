"""Polls and lotteries as JSON."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from community.activities.models import (
    FEWEST_OPTIONS,
    MOST_BACKUPS,
    MOST_OPTIONS,
    MOST_WINNERS,
    Lottery,
    LotteryEntry,
    Poll,
)
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


class NewPollSerializer(serializers.Serializer[Any]):
    question = serializers.CharField(max_length=120)
    options = serializers.ListField(
        child=serializers.CharField(max_length=80), min_length=FEWEST_OPTIONS, max_length=MOST_OPTIONS
    )
    closes_at = serializers.DateTimeField()
    most_choices = serializers.IntegerField(min_value=1, max_value=MOST_OPTIONS, default=1)
    is_secret = serializers.BooleanField(default=True, help_text="who voted for what is told to nobody")


class NewLotterySerializer(serializers.Serializer[Any]):
    title = serializers.CharField(max_length=40)
    prize = serializers.CharField(max_length=200)
    winners = serializers.IntegerField(min_value=1, max_value=MOST_WINNERS, default=1)
    backups = serializers.IntegerField(min_value=0, max_value=MOST_BACKUPS, default=0)
    closes_at = serializers.DateTimeField()
    source = serializers.CharField(  # type: ignore[assignment]  # a field by the name of an option of fields
        max_length=200, default="", allow_blank=True, help_text="where a public figure of a later day will be found"
    )
    public_from = serializers.DateTimeField(default=None, allow_null=True, help_text="when that figure is public")


class LotterySerializer(serializers.ModelSerializer[Lottery]):
    is_open = serializers.BooleanField()

    class Meta:
        model = Lottery
        fields = ["key", "title", "prize", "winners", "backups", "closes_at", "is_open", "commit_hash"]


class LotteryEntrySerializer(serializers.ModelSerializer[LotteryEntry]):
    class Meta:
        model = LotteryEntry
        fields = ["key", "rank"]
