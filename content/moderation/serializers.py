"""Reports, strikes and the queue as JSON."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from content.moderation.models import (
    LONGEST_APPEAL,
    LONGEST_EVIDENCE,
    LONGEST_WORDS,
    Kind,
    LegalNotice,
    Level,
    Outcome,
    Reason,
    Report,
    ReviewItem,
    Right,
    Strike,
)

REPORTABLE = [(value, label) for value, label in Kind.choices if value != Kind.APPEAL]


class NewReportSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=REPORTABLE)
    id = serializers.CharField(max_length=90, help_text="id of a note, comment, review or message; handle; slug")
    reason = serializers.ChoiceField(choices=Reason.choices)
    rule = serializers.CharField(
        max_length=200, required=False, default="", allow_blank=True, help_text="with reason `rule`: the group's words"
    )
    words = serializers.CharField(max_length=LONGEST_WORDS, required=False, default="", allow_blank=True)


class ReportSerializer(serializers.Serializer[Report]):
    id = serializers.CharField(source="key")
    kind = serializers.CharField()
    reason = serializers.CharField()
    rule = serializers.CharField()
    state = serializers.CharField()
    at = serializers.DateTimeField()


class NewNoticeSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=REPORTABLE)
    id = serializers.CharField(max_length=90)
    right = serializers.ChoiceField(choices=Right.choices)
    holder = serializers.CharField(max_length=120)
    evidence = serializers.CharField(max_length=LONGEST_EVIDENCE)
    link = serializers.URLField(max_length=300, default="", allow_blank=True)
    is_sworn = serializers.BooleanField(help_text="one's word that it is true and that one may speak for the holder")


class NoticeSerializer(serializers.Serializer[LegalNotice]):
    id = serializers.CharField(source="key")
    kind = serializers.CharField(source="item.kind")
    right = serializers.CharField()
    holder = serializers.CharField()
    state = serializers.CharField()
    at = serializers.DateTimeField()


class StrikeSerializer(serializers.Serializer[Strike]):
    id = serializers.CharField(source="key")
    level = serializers.CharField()
    why = serializers.CharField()
    words = serializers.CharField()
    quoted = serializers.CharField(help_text="what it was about, as it stood")
    at = serializers.DateTimeField()
    until = serializers.DateTimeField(allow_null=True)
    revoked_at = serializers.DateTimeField(allow_null=True)
    may_appeal_until = serializers.DateTimeField()
    appeal = serializers.SerializerMethodField(help_text="state of the appeal, or empty")

    def get_appeal(self, row: Strike) -> str:
        return row.appeal.state if hasattr(row, "appeal") else ""


class NewAppealSerializer(serializers.Serializer[Any]):
    words = serializers.CharField(max_length=LONGEST_APPEAL)


class AppealSerializer(serializers.Serializer[Any]):
    state = serializers.CharField()
    at = serializers.DateTimeField()


class TrustSerializer(serializers.Serializer[Any]):
    level = serializers.IntegerField(help_text="trust level, 0 to 4")
    is_silenced = serializers.BooleanField()
    is_suspended = serializers.BooleanField()
    is_banned = serializers.BooleanField()
    silenced_until = serializers.DateTimeField(allow_null=True)
    suspended_until = serializers.DateTimeField(allow_null=True)


class ReviewItemSerializer(serializers.Serializer[ReviewItem]):
    id = serializers.CharField(source="key")
    kind = serializers.CharField()
    found_by = serializers.CharField(source="source", help_text="report, or the kind of rule that found it")
    state = serializers.CharField()
    score = serializers.FloatField()
    reporters = serializers.IntegerField()
    said = serializers.SerializerMethodField(help_text="title and text as they stood")
    author = serializers.CharField(source="author.handle", default="")
    opened_at = serializers.DateTimeField()
    is_claimed = serializers.BooleanField()
    outcome = serializers.CharField(help_text="empty while it is open")
    version = serializers.IntegerField(help_text="send it back with the decision")

    def get_said(self, row: ReviewItem) -> str:
        return "\n".join(part for part in (row.snapshot.get("title"), row.snapshot.get("text")) if part)


@extend_schema_serializer(component_name="Decision")
class DecisionSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField(help_text="of the item as it was seen; an older one is refused with 409")
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    rule = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    words = serializers.CharField(max_length=LONGEST_WORDS, required=False, default="", allow_blank=True)
    cover = serializers.CharField(max_length=60, required=False, default="", allow_blank=True)
    level = serializers.ChoiceField(choices=Level.choices, required=False, default="", allow_blank=True)
    hours = serializers.IntegerField(min_value=1, max_value=8760, required=False, default=None, allow_null=True)
    deny_links = serializers.BooleanField(required=False, default=False)
    refuse_pictures = serializers.BooleanField(required=False, default=False)
