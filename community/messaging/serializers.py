"""Conversations as JSON."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from community.messaging.models import ConversationKind, Message
from community.messaging.selectors import Room


class RoomSerializer(serializers.Serializer[Room]):
    token = serializers.CharField(source="conversation.token")
    kind = serializers.ChoiceField(source="conversation.kind", choices=ConversationKind.choices)
    name = serializers.CharField(help_text="of the other person, the shop or the group")
    has_news = serializers.BooleanField()
    is_request = serializers.BooleanField(source="conversation.is_request")
    is_shop_side = serializers.BooleanField(help_text="whether one answers for the shop")
    last_at = serializers.DateTimeField(source="conversation.last_at")


class RoomsSerializer(serializers.Serializer[Any]):
    requests = serializers.IntegerField(help_text="strangers who wait for an answer")
    next = serializers.CharField(help_text="cursor of the next page, or empty")
    results = RoomSerializer(many=True)


class MessageSerializer(serializers.Serializer[Message]):
    key = serializers.CharField()
    client_id = serializers.CharField()
    sender = serializers.CharField(source="sender.handle")
    is_from_shop = serializers.BooleanField()
    body = serializers.SerializerMethodField(help_text="empty when it was taken back, or hidden by moderators")
    product = serializers.SerializerMethodField(help_text="slug, or null")
    order = serializers.SerializerMethodField(help_text="number, or null")
    has_picture = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()
    taken_back_at = serializers.DateTimeField(allow_null=True)

    def get_body(self, row: Message) -> str:
        return "" if row.hidden_at else row.body

    def get_product(self, row: Message) -> str | None:
        return row.product.slug if row.product else None

    def get_order(self, row: Message) -> str | None:
        return row.order.number if row.order else None

    def get_has_picture(self, row: Message) -> bool:
        return bool(row.picture) and row.hidden_at is None


class MessagesSerializer(serializers.Serializer[Any]):
    before = serializers.CharField(help_text="`?before=` of the page before this one, or empty")
    results = MessageSerializer(many=True, source="messages")


class SaySerializer(serializers.Serializer[Any]):
    body = serializers.CharField(max_length=4_000, required=False, default="", allow_blank=True)
    client_id = serializers.RegexField(r"^[A-Za-z0-9_-]{1,36}$", help_text="sent again with it, a message is said once")
    product = serializers.CharField(max_length=90, required=False, default="", help_text="slug of a product to show")


class BeginSerializer(SaySerializer):
    person = serializers.CharField(max_length=24, required=False, help_text="handle")
    shop = serializers.CharField(max_length=60, required=False, help_text="slug")

    def validate(self, attrs: Any) -> Any:
        if bool(attrs.get("person")) == bool(attrs.get("shop")):
            raise serializers.ValidationError({"person": ["either a person or a shop"]})
        return attrs
