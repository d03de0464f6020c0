"""Figures of a group as JSON."""

from __future__ import annotations

from rest_framework import serializers

from community.effect.models import GroupFigures


class GroupFiguresSerializer(serializers.ModelSerializer[GroupFigures]):
    class Meta:
        model = GroupFigures
        exclude = ["id", "group", "at"]
