"""Consent in the API."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.privacy.models import Consent, Purpose


class ConsentSerializer(serializers.ModelSerializer[Consent]):
    """One answer, with the version of the text it was given to."""

    class Meta:
        model = Consent
        fields = ["purpose", "given", "text_version", "at"]
        read_only_fields = ["text_version", "at"]


class AnswerSerializer(serializers.Serializer[Any]):
    purpose = serializers.ChoiceField(choices=Purpose.choices)
    given = serializers.BooleanField()
