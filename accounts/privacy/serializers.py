"""Consent in the API."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.privacy.exporting import link_of
from accounts.privacy.models import Consent, DataExport, ExportState, Purpose


class ConsentSerializer(serializers.ModelSerializer[Consent]):
    """One answer, with the version of the text it was given to."""

    class Meta:
        model = Consent
        fields = ["purpose", "given", "text_version", "at"]
        read_only_fields = ["text_version", "at"]


class AnswerSerializer(serializers.Serializer[Any]):
    purpose = serializers.ChoiceField(choices=Purpose.choices)
    given = serializers.BooleanField()


class ExportSerializer(serializers.ModelSerializer[DataExport]):
    """A copy of one's data: how far it is, and where it is fetched by its signed-in owner once it is ready."""

    path = serializers.SerializerMethodField()

    class Meta:
        model = DataExport
        fields = ["key", "state", "done", "total", "created_at", "ready_at", "path"]
        read_only_fields = fields

    def get_path(self, export: DataExport) -> str:
        return link_of(export) if export.state == ExportState.READY else ""
