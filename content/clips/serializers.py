"""Clips as JSON."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from content.clips.models import Clip, ClipKind, ClipState
from content.clips.services import LANGUAGES


class ClipSerializer(serializers.Serializer[Clip]):
    id = serializers.CharField(source="key", help_text="for `clip` of a note")
    kind = serializers.ChoiceField(choices=ClipKind.choices)
    url = serializers.CharField(help_text="answers ranges")
    mime = serializers.CharField()
    size = serializers.IntegerField(help_text="bytes")
    duration_ms = serializers.IntegerField(allow_null=True)
    width = serializers.IntegerField(allow_null=True)
    height = serializers.IntegerField(allow_null=True)
    poster = serializers.CharField(source="poster.url", allow_null=True, default=None)
    captions = serializers.CharField(source="captions_url", help_text="WebVTT; empty where there are none")
    captions_language = serializers.CharField()
    state = serializers.ChoiceField(choices=ClipState.choices)
    is_playable = serializers.BooleanField()


class ClipUploadSerializer(serializers.Serializer[Any]):
    file = serializers.FileField()


class CaptionsUploadSerializer(serializers.Serializer[Any]):
    file = serializers.FileField(help_text="WebVTT")
    language = serializers.ChoiceField(choices=LANGUAGES)
