"""Feeds as JSON: notes with why they are there."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from content.feed.selectors.cards import Shown
from content.posts.serializers import NoteAuthorSerializer, NotePictureFileSerializer


class FeedNoteSerializer(serializers.Serializer[Any]):
    """What a card shows; the whole note is at `posts/{id}/`."""

    id = serializers.CharField(source="key")
    title = serializers.CharField(source="headline")
    language = serializers.CharField()
    author = NoteAuthorSerializer()
    cover = NotePictureFileSerializer(allow_null=True)
    published_at = serializers.DateTimeField()
    likes = serializers.IntegerField(source="stat.likes", default=0)


class ShownSerializer(serializers.Serializer[Shown]):
    note = FeedNoteSerializer()
    reposted_by = NoteAuthorSerializer(source="reposter", allow_null=True)
    reason = serializers.CharField(help_text="in the language of the request; only in `discover`")


class FeedPageSerializer(serializers.Serializer[Any]):
    next = serializers.URLField(allow_null=True)
    results = ShownSerializer(many=True)


class FollowedSerializer(serializers.Serializer[Any]):
    is_followed = serializers.BooleanField()
