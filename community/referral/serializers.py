"""Links and invitations in the API."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from rest_framework import serializers

from community.referral.models import Referral, ShareLink


class PathSerializer(serializers.Serializer[Any]):
    path = serializers.CharField(max_length=200, help_text="of a page of this site")


class LinkSerializer(serializers.ModelSerializer[ShareLink]):
    """A link and what it brought."""

    url = serializers.SerializerMethodField()
    poster = serializers.SerializerMethodField(help_text="address of a PNG to send or print")
    opened = serializers.IntegerField(default=0)
    joined = serializers.IntegerField(default=0)
    ordered = serializers.IntegerField(default=0)

    class Meta:
        model = ShareLink
        fields = ["code", "url", "poster", "target", "ref", "path", "created_at", "opened", "joined", "ordered"]

    def get_url(self, link: ShareLink) -> str:
        return settings.SITE_URL + reverse("community:share", args=[link.code])

    def get_poster(self, link: ShareLink) -> str:
        return settings.SITE_URL + reverse("community:poster", args=[link.code])


class InviteSerializer(serializers.ModelSerializer[Referral]):
    """Somebody one brought, and how the reward stands."""

    handle = serializers.CharField(source="invitee.handle")
    state = serializers.CharField(source="reward.state")
    cents = serializers.IntegerField(source="reward.cents")

    class Meta:
        model = Referral
        fields = ["key", "handle", "at", "status", "state", "cents"]
