"""What readers did, and what a note brought, as JSON."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from content.effect.models import Deed
from content.effect.selectors import Day, Effect
from content.effect.services import MOST_AT_ONCE

TOLD = [one for one in Deed.choices if one[0] != Deed.CART]


class SeenSerializer(serializers.Serializer[Any]):
    deed = serializers.ChoiceField(
        choices=TOLD, help_text="seen: half of the card was visible for a second; opened: the note was read"
    )
    notes = serializers.ListField(child=serializers.CharField(max_length=16), max_length=MOST_AT_ONCE)


class SeenAnswerSerializer(serializers.Serializer[Any]):
    counted = serializers.IntegerField(help_text="how many were new today")


class NoteReadingDaySerializer(serializers.Serializer[Day]):
    day = serializers.DateField()
    seen = serializers.IntegerField(source="reading.seen")
    opened = serializers.IntegerField(source="reading.opened")


class NoteEffectSerializer(serializers.Serializer[Effect]):
    """Definitions stand at each figure; days belong to the site's zone."""

    seen = serializers.IntegerField(source="reading.seen", help_text="readers who saw its card, each once a day")
    opened = serializers.IntegerField(source="reading.opened", help_text="readers who opened it, each once a day")
    open_rate = serializers.FloatField(
        allow_null=True, help_text="percent of those who saw its card and opened it on that day"
    )
    likes = serializers.IntegerField()
    saves = serializers.IntegerField()
    comments = serializers.IntegerField()
    reposts = serializers.IntegerField()
    shares = serializers.IntegerField(help_text="people besides the author with a link to it")
    share_visits = serializers.IntegerField(help_text="openings of those links, each visitor once a day")
    product_clicks = serializers.IntegerField(
        source="reading.products", help_text="readers who went on to a product, each once a day"
    )
    carts = serializers.IntegerField(
        source="reading.carts", help_text="members who came by it within 7 days and put one of its products in the cart"
    )
    orders = serializers.IntegerField(help_text="that came by it and were kept")
    revenue_cents = serializers.IntegerField(help_text="goods after discounts of those orders")
    days = NoteReadingDaySerializer(many=True, help_text="the last fourteen, newest first")
