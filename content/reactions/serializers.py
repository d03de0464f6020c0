"""Likes and saves as JSON."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from content.reactions.selectors import Standing


class StandingSerializer(serializers.Serializer[Standing]):
    likes = serializers.IntegerField(source="counts.likes")
    saves = serializers.IntegerField(source="counts.saves")
    comments = serializers.IntegerField(source="counts.comments")
    reposts = serializers.IntegerField(source="counts.reposts")
    is_liked = serializers.BooleanField()
    is_saved = serializers.BooleanField()
    is_reposted = serializers.BooleanField()


class ReactionSerializer(serializers.Serializer[Any]):
    """What is left out stays as it is."""

    like = serializers.BooleanField(required=False, allow_null=True, default=None)
    save = serializers.BooleanField(  # type: ignore[assignment]  # a field of this name, not the method
        required=False, allow_null=True, default=None
    )
    repost = serializers.BooleanField(
        required=False, allow_null=True, default=None, help_text="to those who follow one"
    )
    board = serializers.CharField(max_length=16, required=False, help_text="id of one's own board to keep it on")
