"""People in the API."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.identity.models import HANDLE, User


class CredentialsSerializer(serializers.Serializer[Any]):
    email = serializers.EmailField(max_length=254)
    password = serializers.CharField(max_length=200, trim_whitespace=False)
    code = serializers.CharField(
        max_length=20, required=False, allow_blank=True, default="", help_text="where the account has a second step"
    )


class TokenSerializer(serializers.Serializer[Any]):
    token = serializers.CharField(help_text="for the header Authorization: Bearer …; shown once")
    expires_at = serializers.DateTimeField()


class MeSerializer(serializers.ModelSerializer[User]):
    """Oneself. E-mail and picture are changed on the site."""

    handle = serializers.CharField(validators=[HANDLE])
    language = serializers.ChoiceField(choices=settings.LANGUAGES)
    avatar_url = serializers.SerializerMethodField()

    class Meta:
        model = User
        fields = ["email", "handle", "display_name", "bio", "language", "avatar_url", "joined_at"]
        read_only_fields = ["email", "joined_at"]

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_avatar_url(self, user: User) -> str | None:
        return user.avatar.url if user.avatar else None
