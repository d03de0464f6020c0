"""Shapes of orders, parcels and scans in the API."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.addresses.regions import label as region_label
from orders.checkout.models import Order, OrderLine
from orders.fulfilment.exports import buyer_name
from orders.fulfilment.models import HandOver, Parcel, ParcelStatus, TrackingEvent
from orders.fulfilment.selectors import Destination, destination_of, doorstep_of

SCAN_CHOICES = [one for one in ParcelStatus.choices if one[0] != ParcelStatus.INFO_RECEIVED]


class TrackingEventSerializer(serializers.ModelSerializer[TrackingEvent]):
    class Meta:
        model = TrackingEvent
        fields = ["status", "place", "note", "happened_at"]


class ParcelLineSerializer(serializers.Serializer[Any]):
    sku = serializers.CharField(source="order_line.sku")
    title = serializers.CharField(source="order_line.title")
    quantity = serializers.IntegerField()


class ParcelSerializer(serializers.ModelSerializer[Parcel]):
    """A parcel with its contents and track."""

    carrier = serializers.CharField(source="carrier.code")
    lines = ParcelLineSerializer(many=True, read_only=True)
    events = TrackingEventSerializer(many=True, read_only=True)

    class Meta:
        model = Parcel
        fields = [
            "waybill", "carrier", "direction", "status", "stale_at", "shipped_at", "delivered_at", "eta_from",
            "eta_until", "try_again_at", "failed_attempts", "lines", "events",
        ]  # fmt: skip


class ParcelRefSerializer(serializers.ModelSerializer[Parcel]):
    carrier = serializers.CharField(source="carrier.code")

    class Meta:
        model = Parcel
        fields = ["waybill", "carrier", "direction", "status"]


class DestinationSerializer(serializers.Serializer[Destination]):
    recipient = serializers.CharField()
    phone = serializers.CharField()
    region_code = serializers.CharField()
    region = serializers.SerializerMethodField()
    street = serializers.CharField()
    is_masked = serializers.BooleanField()

    def get_region(self, destination: Destination) -> str:
        return region_label(destination.region_code)


class MerchantLineSerializer(serializers.ModelSerializer[OrderLine]):
    left_to_ship = serializers.IntegerField(read_only=True)

    class Meta:
        model = OrderLine
        fields = [
            "sku",
            "title",
            "label",
            "unit_price_cents",
            "quantity",
            "shipped_quantity",
            "left_to_ship",
            "total_cents",
        ]


class MerchantOrderSerializer(serializers.ModelSerializer[Order]):
    """An order as its shop sees it: the buyer masked."""

    buyer = serializers.SerializerMethodField()
    lines = MerchantLineSerializer(many=True, read_only=True)
    parcels = ParcelRefSerializer(many=True, read_only=True)

    class Meta:
        model = Order
        fields = [
            "number", "status", "buyer", "currency", "items_cents", "shipping_cents", "discount_cents", "total_cents",
            "note", "placed_at", "paid_at", "shipped_at", "delivered_at", "completed_at", "closed_at", "lines",
            "parcels",
        ]  # fmt: skip

    def get_buyer(self, order: Order) -> str:
        return buyer_name(order)


class MerchantOrderDetailSerializer(MerchantOrderSerializer):
    """The same with where it goes, as long as that is the shop's business."""

    destination = serializers.SerializerMethodField()

    class Meta(MerchantOrderSerializer.Meta):
        fields = [*MerchantOrderSerializer.Meta.fields, "destination"]

    @extend_schema_field(DestinationSerializer(allow_null=True))
    def get_destination(self, order: Order) -> dict[str, Any] | None:
        destination = destination_of(order)
        return dict(DestinationSerializer(destination).data) if destination else None


class CourierParcelSerializer(serializers.ModelSerializer[Parcel]):
    """A parcel as its courier sees it: the doorstep while it is on its way, no prices."""

    carrier = serializers.CharField(source="carrier.code")
    shop = serializers.CharField(source="order.shop.name")
    is_mine = serializers.SerializerMethodField()
    destination = serializers.SerializerMethodField()

    class Meta:
        model = Parcel
        fields = [
            "waybill", "carrier", "direction", "status", "status_at", "shop", "is_mine", "failed_attempts",
            "try_again_at", "destination",
        ]  # fmt: skip

    def get_is_mine(self, parcel: Parcel) -> bool:
        return bool(parcel.courier_id == self.context["request"].user.pk)

    @extend_schema_field(DestinationSerializer(allow_null=True))
    def get_destination(self, parcel: Parcel) -> dict[str, Any] | None:
        destination = doorstep_of(parcel)
        return dict(DestinationSerializer(destination).data) if destination else None


class PiecesSerializer(serializers.Serializer[Any]):
    sku = serializers.CharField(max_length=60)
    quantity = serializers.IntegerField(min_value=1)


class ShipSerializer(serializers.Serializer[Any]):
    """A waybill for everything that is left, or for the given pieces."""

    carrier = serializers.CharField(max_length=30, help_text=_("code of the carrier"))
    waybill = serializers.CharField(max_length=60)
    lines = PiecesSerializer(many=True, required=False)


class ScanSerializer(serializers.Serializer[Any]):
    """One scan. Without `happened_at` it is now; an older one joins the track and changes nothing."""

    status = serializers.ChoiceField(choices=SCAN_CHOICES)
    place = serializers.CharField(max_length=80, required=False, default="", allow_blank=True)
    note = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    happened_at = serializers.DateTimeField(required=False, allow_null=True, default=None)
    try_again_at = serializers.DateTimeField(required=False, allow_null=True, default=None)
    cash_cents = serializers.IntegerField(
        required=False,
        allow_null=True,
        default=None,
        min_value=0,
        help_text="Collected at the door, where cash is due.",
    )


class AttentionSerializer(serializers.ModelSerializer[Parcel]):
    """A parcel that needs somebody."""

    carrier = serializers.CharField(source="carrier.code")
    order = serializers.CharField(source="order.number")
    shop = serializers.CharField(source="order.shop.slug")

    class Meta:
        model = Parcel
        fields = [
            "key", "waybill", "carrier", "direction", "order", "shop", "status", "status_at", "stale_at",
            "failed_attempts", "try_again_at", "taken_in_at",
        ]  # fmt: skip


class LateSerializer(AttentionSerializer):
    """A late parcel, with the rule: `eta_until` is null where too few parcels went to know what is usual."""

    class Meta(AttentionSerializer.Meta):
        fields = [
            "key", "waybill", "carrier", "order", "shop", "status", "from_province", "to_province", "shipped_at",
            "eta_until", "late_at", "delivered_at",
        ]  # fmt: skip


class GoodSerializer(serializers.Serializer[Any]):
    sku = serializers.CharField(max_length=60)
    quantity = serializers.IntegerField(min_value=0)


class TakeInSerializer(serializers.Serializer[Any]):
    """Pieces in good order; what is not named isn't."""

    good = GoodSerializer(many=True)


class HandOverOfferSerializer(serializers.Serializer[Any]):
    taker = serializers.CharField(max_length=40, help_text="handle of a courier of the same company")
    waybills = serializers.ListField(child=serializers.CharField(max_length=40), min_length=1, max_length=200)


class HandOverAnswerSerializer(serializers.Serializer[Any]):
    action = serializers.ChoiceField(choices=["take", "decline"])


class HandOverSerializer(serializers.ModelSerializer[HandOver]):
    giver = serializers.CharField(source="giver.handle")
    taker = serializers.CharField(source="taker.handle")
    waybills = serializers.SerializerMethodField()

    class Meta:
        model = HandOver
        fields = ["key", "giver", "taker", "waybills", "offered_at", "taken_at", "ended_at"]

    def get_waybills(self, hand_over: HandOver) -> list[str]:
        return [parcel.waybill for parcel in hand_over.parcels.all()]
