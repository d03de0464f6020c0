"""Events as JSON."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from community.meetups.models import MOST_SEATS, Meetup, MeetupReply, Reply


class MeetupSerializer(serializers.ModelSerializer[Meetup]):
    is_open = serializers.BooleanField(help_text="one may still answer")
    is_called_off = serializers.SerializerMethodField()

    class Meta:
        model = Meetup
        fields = [
            "key",
            "title",
            "about",
            "place",
            "starts_at",
            "ends_at",
            "seats",
            "going_count",
            "is_open",
            "is_called_off",
        ]

    def get_is_called_off(self, row: Meetup) -> bool:
        return row.called_off_at is not None


class NewMeetupSerializer(serializers.Serializer[Any]):
    title = serializers.CharField(max_length=60)
    about = serializers.CharField(max_length=1000, default="", allow_blank=True)
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    place = serializers.CharField(max_length=120, default="", allow_blank=True)
    link = serializers.CharField(max_length=300, default="", allow_blank=True, help_text="seen by members")
    seats = serializers.IntegerField(min_value=1, max_value=MOST_SEATS, default=None, allow_null=True)


class MeetupReplySerializer(serializers.Serializer[MeetupReply]):
    reply = serializers.ChoiceField(choices=Reply.choices)
    place = serializers.IntegerField(allow_null=True, help_text="number in the queue of who wants to come")


class MeetupAnswerSerializer(serializers.Serializer[Any]):
    reply = serializers.ChoiceField(choices=[Reply.GOING.value, Reply.MAYBE.value, Reply.NO.value])
