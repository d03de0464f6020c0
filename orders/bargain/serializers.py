"""Bargains as JSON."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from config.kernel.templatetags.hetang import masked_name
from orders.bargain.models import (
    MOST_FRIENDS,
    MOST_HOURS,
    MOST_PLACES,
    Bargain,
    BargainCampaign,
    BargainHelp,
    BargainStatus,
    CampaignState,
)
from orders.bargain.rule import Rule


class RuleSerializer(serializers.Serializer[Rule]):
    list_cents = serializers.IntegerField()
    floor_cents = serializers.IntegerField()
    friends = serializers.IntegerField()
    cuts_cents = serializers.ListField(
        source="cuts", child=serializers.IntegerField(), help_text="what each friend takes off, in order"
    )


class BargainCampaignSerializer(serializers.Serializer[BargainCampaign]):
    key = serializers.CharField()
    shop = serializers.CharField(source="shop.slug")
    product = serializers.CharField(source="variant.product.slug")
    variant = serializers.CharField(source="variant.key")
    title = serializers.CharField(source="variant.full_title")
    currency = serializers.CharField(source="shop.currency")
    rule = RuleSerializer()
    hours = serializers.IntegerField()
    places_left = serializers.IntegerField()
    state = serializers.ChoiceField(choices=CampaignState.choices)
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()


class HelpSerializer(serializers.Serializer[BargainHelp]):
    place = serializers.IntegerField()
    name = serializers.SerializerMethodField(help_text="masked")
    cut_cents = serializers.IntegerField()
    at = serializers.DateTimeField()

    def get_name(self, row: BargainHelp) -> str:
        return masked_name(row.helper.display_name)


class BargainSerializer(serializers.Serializer[Bargain]):
    token = serializers.CharField()
    campaign = serializers.CharField(source="campaign.key")
    product = serializers.CharField(source="campaign.variant.product.slug")
    variant = serializers.CharField(source="campaign.variant.key")
    title = serializers.CharField(source="campaign.variant.full_title")
    currency = serializers.CharField(source="campaign.shop.currency")
    status = serializers.ChoiceField(choices=BargainStatus.choices)
    rule = RuleSerializer()
    helped = serializers.IntegerField(help_text="friends so far")
    current_cents = serializers.IntegerField()
    started_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()


class BargainDetailSerializer(BargainSerializer):
    is_mine = serializers.BooleanField(help_text="only then it can be bought")
    has_helped = serializers.BooleanField()
    price_cents = serializers.IntegerField(help_text="what its owner pays now; never more than the shop's price")
    helps = HelpSerializer(many=True)

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """A Standing: the bargain's own fields beside those of the person who asks."""
        shown = BargainSerializer(instance.bargain).data
        return {
            **shown,
            "is_mine": instance.is_mine,
            "has_helped": instance.has_helped_here,
            "price_cents": instance.price_cents,
            "helps": HelpSerializer(instance.helps, many=True).data,
        }


class NewBargainCampaignSerializer(serializers.Serializer[Any]):
    variant = serializers.CharField(max_length=16)
    floor_cents = serializers.IntegerField(min_value=1)
    friends = serializers.IntegerField(min_value=1, max_value=MOST_FRIENDS)
    hours = serializers.IntegerField(min_value=1, max_value=MOST_HOURS)
    places = serializers.IntegerField(min_value=1, max_value=MOST_PLACES)
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["ends_at"] <= attrs["starts_at"]:
            raise serializers.ValidationError({"ends_at": _("It ends before it begins.")})
        return attrs
