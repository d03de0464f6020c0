"""People as JSON."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.identity.models import User
from community.graph.models import PersonSettings
from community.graph.selectors import Suggestion


class PersonSerializer(serializers.Serializer[User]):
    handle = serializers.CharField()
    name = serializers.CharField(source="display_name")
    bio = serializers.CharField()
    avatar = serializers.SerializerMethodField(help_text="address of the picture, or empty")

    def get_avatar(self, row: User) -> str:
        return row.avatar.url if row.avatar else ""


class RelationSerializer(serializers.Serializer[Any]):
    """How the person who asks stands to this one."""

    is_me = serializers.BooleanField()
    is_followed = serializers.BooleanField()
    follows_me = serializers.BooleanField()
    is_muted = serializers.BooleanField()
    is_blocked = serializers.BooleanField()


class ProfileSerializer(serializers.Serializer[Any]):
    """A person with counts and the relation."""

    person = PersonSerializer()
    following = serializers.IntegerField(source="counts.following")
    followers = serializers.IntegerField(source="counts.followers")
    lists_open = serializers.BooleanField(help_text="whether followers/ and following/ may be read")
    relation = RelationSerializer()


class PersonSuggestionSerializer(serializers.Serializer[Suggestion]):
    person = PersonSerializer()
    why = serializers.ChoiceField(choices=["friends", "purchases", "popular"])
    count = serializers.IntegerField(help_text="friends in common, things bought by both, or followers")
    reason = serializers.CharField(help_text="the same in words")


class SettingsSerializer(serializers.ModelSerializer[PersonSettings]):
    class Meta:
        model = PersonSettings
        fields = ["hide_network", "share_purchases", "allow_suggest"]
