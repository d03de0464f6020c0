"""Comments as JSON."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from content.comments.models import LONGEST_COMMENT
from content.comments.selectors import Said, Thread


class SaidSerializer(serializers.Serializer[Said]):
    id = serializers.CharField(source="comment.key")
    body = serializers.SerializerMethodField(help_text="empty when it was taken away")
    author = serializers.SerializerMethodField(help_text="handle; empty when it was taken away")
    name = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField(source="comment.created_at")
    edited_at = serializers.DateTimeField(source="comment.edited_at", allow_null=True)
    is_pinned = serializers.BooleanField(source="comment.is_pinned")
    likes = serializers.IntegerField()
    is_liked = serializers.BooleanField()
    has_bought = serializers.BooleanField(help_text="paid for something the note shows")
    is_authors = serializers.BooleanField(help_text="by the note's author")

    def get_body(self, said: Said) -> str:
        return said.comment.body if said.comment.is_shown else ""

    def get_author(self, said: Said) -> str:
        return said.comment.author.handle if said.comment.is_shown else ""

    def get_name(self, said: Said) -> str:
        return said.comment.author.display_name if said.comment.is_shown else ""


class ThreadSerializer(serializers.Serializer[Thread]):
    comment = SaidSerializer(source="root")
    replies = SaidSerializer(many=True, help_text="the first ones")
    replies_left = serializers.IntegerField(help_text="more than shown; fetch comments/{id}/")


class ThreadsSerializer(serializers.Serializer[Any]):
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = ThreadSerializer(many=True, source="items")


class NewCommentSerializer(serializers.Serializer[Any]):
    body = serializers.CharField(max_length=LONGEST_COMMENT)
    answers = serializers.CharField(max_length=16, required=False, help_text="id of the comment it replies to")


class EditCommentSerializer(serializers.Serializer[Any]):
    body = serializers.CharField(max_length=LONGEST_COMMENT)
