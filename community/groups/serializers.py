"""Groups as JSON."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from community.graph.serializers import PersonSerializer
from community.groups.models import Group, GroupMember, GroupRole, GroupWords, JoinMode, Visibility
from community.groups.selectors import Standing


class GroupSerializer(serializers.ModelSerializer[Group]):
    cover = serializers.SerializerMethodField(help_text="address of the picture, or empty")
    is_closed = serializers.BooleanField()

    class Meta:
        model = Group
        fields = [
            "slug",
            "name",
            "about",
            "cover",
            "visibility",
            "join_mode",
            "questions",
            "members_count",
            "rules_version",
            "slow_seconds",
            "zone",
            "is_closed",
        ]

    def get_cover(self, row: Group) -> str:
        return row.cover.url if row.cover else ""

    questions = serializers.ListField(child=serializers.CharField())


class GroupStandingSerializer(serializers.Serializer[Standing]):
    """How the one who asks stands in the group."""

    role = serializers.SerializerMethodField(help_text="owner, moderator, member, or empty")
    is_waiting = serializers.BooleanField(help_text="asked to come in, not answered yet")
    has_accepted = serializers.BooleanField(help_text="accepted the rules as they are now")
    is_muted = serializers.SerializerMethodField()
    is_banned = serializers.SerializerMethodField()

    def get_role(self, row: Standing) -> str:
        return row.member.role if row.member else ""

    def get_is_muted(self, row: Standing) -> bool:
        return row.muted is not None

    def get_is_banned(self, row: Standing) -> bool:
        return row.banned is not None


class GroupPageSerializer(serializers.Serializer[Any]):
    group = GroupSerializer()
    rules = serializers.ListField(child=serializers.CharField())
    standing = GroupStandingSerializer()


class NewGroupSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=30)
    about = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)
    address = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)
    visibility = serializers.ChoiceField(choices=Visibility.choices, default=Visibility.PUBLIC)
    join_mode = serializers.ChoiceField(choices=JoinMode.choices, default=JoinMode.OPEN)
    questions = serializers.ListField(child=serializers.CharField(max_length=200), max_length=3, default=list)
    rules = serializers.ListField(child=serializers.CharField(max_length=200), max_length=10, default=list)
    zone = serializers.CharField(max_length=40, default="Asia/Shanghai")
    slow_seconds = serializers.IntegerField(min_value=0, max_value=86_400, default=0)


class JoinGroupSerializer(serializers.Serializer[Any]):
    invite = serializers.CharField(max_length=16, required=False, default="", allow_blank=True)
    answers = serializers.ListField(child=serializers.CharField(max_length=200), max_length=3, default=list)


class AcceptRulesSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField(min_value=0)


class GroupMemberSerializer(serializers.Serializer[GroupMember]):
    person = PersonSerializer(source="user")
    role = serializers.ChoiceField(choices=GroupRole.choices)
    joined_at = serializers.DateTimeField()


class GroupWordsSerializer(serializers.Serializer[GroupWords]):
    """At most a hundred in all three."""

    refused = serializers.ListField(child=serializers.CharField(max_length=60), max_length=100, default=list)
    covered = serializers.ListField(child=serializers.CharField(max_length=60), max_length=100, default=list)
    flagged = serializers.ListField(child=serializers.CharField(max_length=60), max_length=100, default=list)
