"""Campaigns, teams and seats as JSON."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from catalog.products.models import Variant
from config.kernel.templatetags.hetang import masked_name
from orders.cart.serializers import QuantityField
from orders.checkout.deals import Choice, DealChoice
from orders.checkout.serializers import CheckoutSerializer
from orders.groupbuy.deal import KIND, MERGE
from orders.groupbuy.models import GroupCampaign, GroupLog, GroupPrice, GroupStep, GroupTeam, TeamStatus
from orders.groupbuy.selectors import log_of, seats_of
from orders.payments.serializers import PlacedSerializer


class GroupPriceSerializer(serializers.ModelSerializer[GroupPrice]):
    variant = serializers.CharField(source="variant.key")
    label = serializers.CharField(source="variant.label")  # type: ignore[assignment]  # a field of this name
    alone_cents = serializers.IntegerField(source="variant.price_cents")

    class Meta:
        model = GroupPrice
        fields = ["variant", "label", "price_cents", "alone_cents"]


class GroupStepSerializer(serializers.ModelSerializer[GroupStep]):
    class Meta:
        model = GroupStep
        fields = ["people", "basis_points"]


class GroupCampaignSerializer(serializers.ModelSerializer[GroupCampaign]):
    """A running campaign: what a team costs, how many it needs and how long it has."""

    id = serializers.CharField(source="key")
    product = serializers.CharField(source="product.slug")
    shop = serializers.CharField(source="shop.slug")
    currency = serializers.CharField(source="shop.currency")
    prices = GroupPriceSerializer(many=True)
    ladder = GroupStepSerializer(source="steps", many=True)

    class Meta:
        model = GroupCampaign
        fields = [
            "id",
            "product",
            "shop",
            "currency",
            "size",
            "hours",
            "per_order_limit",
            "per_user_limit",
            "allows_merging",
            "starts_at",
            "ends_at",
            "prices",
            "ladder",
        ]


class MemberSerializer(serializers.Serializer[Any]):
    """Somebody who has paid. Names are masked."""

    name = serializers.SerializerMethodField()
    is_leader = serializers.BooleanField()
    paid_at = serializers.DateTimeField()

    def get_name(self, seat: Any) -> str:
        return masked_name(seat.buyer.display_name)


class GroupLogSerializer(serializers.ModelSerializer[GroupLog]):
    class Meta:
        model = GroupLog
        fields = ["kind", "who", "paid_count", "at"]


class TeamSerializer(serializers.ModelSerializer[GroupTeam]):
    """A team as anybody with its link sees it. `seats_left` leaves out those somebody is just paying for."""

    campaign = serializers.CharField(source="campaign.key")
    product = serializers.CharField(source="campaign.product.slug")
    status = serializers.ChoiceField(choices=TeamStatus.choices)
    missing = serializers.IntegerField()
    seats_left = serializers.IntegerField()
    members = serializers.SerializerMethodField()
    log = serializers.SerializerMethodField()
    merged_into = serializers.CharField(source="merged_into.token", default=None, allow_null=True)

    class Meta:
        model = GroupTeam
        fields = [
            "token",
            "campaign",
            "product",
            "status",
            "end_reason",
            "size",
            "capacity",
            "paid_count",
            "missing",
            "seats_left",
            "opened_at",
            "expires_at",
            "ended_at",
            "reached_basis_points",
            "merged_into",
            "members",
            "log",
        ]

    def get_members(self, team: GroupTeam) -> list[dict[str, Any]]:
        return [dict(row) for row in MemberSerializer(seats_of(team), many=True).data]

    def get_log(self, team: GroupTeam) -> list[dict[str, Any]]:
        return [dict(row) for row in GroupLogSerializer(log_of(team), many=True).data]


class SeatCheckoutSerializer(CheckoutSerializer):
    """A checkout of one variant at the team price: where to, as usual, and which variant.

    `may_merge` is the buyer's consent that their team and another one of the campaign become one before both run out.
    """

    variant = serializers.CharField(max_length=16, required=False, help_text="may be left out when there is only one")
    quantity = QuantityField(default=1)
    may_merge = serializers.BooleanField(default=False)

    def __init__(self, *args: Any, ref: str = "", campaign: GroupCampaign | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ref = ref
        self.campaign = campaign
        for name in ("deal", "coupons"):
            self.fields.pop(name)

    def validate_variant(self, key: str) -> str:
        if self.campaign and not Variant.objects.filter(product=self.campaign.product_id, key=key).exists():
            raise serializers.ValidationError(self.fields["variant"].error_messages["invalid"])
        return key

    @property
    def choice(self) -> Choice:
        wish = self.validated_data
        wishes = (MERGE,) if wish["may_merge"] else ()
        return Choice(DealChoice(KIND, self.ref, wish.get("variant") or self._only(), wish["quantity"], wishes))

    def _only(self) -> str:
        """The one variant of the campaign; with several, the caller must name one."""
        keys = list(self.campaign.prices.values_list("variant__key", flat=True)[:2]) if self.campaign else []
        if len(keys) != 1:
            raise serializers.ValidationError({"variant": [self.fields["variant"].error_messages["required"]]})
        return str(keys[0])


class SeatPlacedSerializer(PlacedSerializer):
    """The answer of a checkout, with the team's token. The team opens, or the seat counts, once it is paid."""

    team = serializers.CharField()
