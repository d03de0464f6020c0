"""Teams of a group as JSON."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from orders.groupbuy.selectors import TeamCard


class OpenTeamSerializer(serializers.Serializer[TeamCard]):
    token = serializers.CharField(source="team.token")
    product = serializers.CharField(source="team.campaign.product.slug")
    missing = serializers.IntegerField(source="team.missing", help_text="how many more must pay")
    expires_at = serializers.DateTimeField(source="team.expires_at")


class TeamWishSerializer(serializers.Serializer[Any]):
    campaign = serializers.CharField(max_length=16, help_text="id of a running campaign")
