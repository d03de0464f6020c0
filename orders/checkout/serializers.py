"""Checking out and orders as JSON."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.addresses.forms import DeliveryForm
from accounts.addresses.selectors import address_for, default_address
from orders.cart.serializers import QuantityField, WholeNumber
from orders.cart.shoppers import Shopper
from orders.checkout.deals import Choice, DealChoice
from orders.checkout.models import Order, OrderDiscount, OrderLine, OrderMove
from orders.checkout.services import DOOR, Agreed, Delivery


class DealSerializer(serializers.Serializer[Any]):
    """A way to buy beside the cart: a team, a bargain."""

    kind = serializers.CharField(max_length=10)
    ref = serializers.CharField(max_length=40)
    variant = serializers.CharField(max_length=16, source="variant_key")
    quantity = QuantityField(default=1)
    wishes = serializers.ListField(child=serializers.CharField(max_length=20), max_length=5, default=list)

    def validate_wishes(self, wishes: list[str]) -> tuple[str, ...]:
        return tuple(wishes)


class CheckoutSerializer(serializers.Serializer[Any]):
    """Where to: a saved `address`, or recipient, phone, region and street; members may leave it to their default.

    What the client thinks things cost decides nothing. `total_cents`, when given, must be what it comes to now; without
    it the prices must be those at which the lines were put into the cart. Otherwise nothing is ordered: 409.
    """

    address = serializers.CharField(required=False, max_length=16, help_text="key of a saved address")
    recipient = serializers.CharField(required=False, max_length=40)
    phone = serializers.CharField(required=False, max_length=24)
    region_code = serializers.CharField(required=False, max_length=6)
    street = serializers.CharField(required=False, max_length=120)
    email = serializers.EmailField(required=False, max_length=254, help_text="needed of guests")
    notes = serializers.DictField(
        child=serializers.CharField(max_length=200, allow_blank=True), required=False, help_text="by slug of the shop"
    )
    total_cents = WholeNumber(required=False, min_value=0)
    deal = DealSerializer(required=False, help_text="buy this instead of the cart")
    coupons = serializers.ListField(
        child=serializers.CharField(max_length=40), required=False, max_length=20, help_text="left out: the best ones"
    )

    pickup = serializers.DictField(
        child=serializers.CharField(max_length=16),
        required=False,
        help_text="shop's slug → key of its pick-up point",
    )

    points = serializers.BooleanField(
        default=False, help_text="pay with as many points as may be: a tenth of the goods"
    )

    def __init__(self, *args: Any, shopper: Shopper | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shopper = shopper or Shopper()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        attrs["delivery"] = self._delivery(attrs)
        return attrs

    def _delivery(self, attrs: dict[str, Any]) -> Delivery:
        user = self.shopper.user
        if user is None and not attrs.get("email"):
            raise serializers.ValidationError({"email": [self.fields["email"].error_messages["required"]]})
        written = {name: attrs[name] for name in DeliveryForm.base_fields if name in attrs}
        saved = None
        if user is not None and not written:
            saved = address_for(user, key=attrs["address"]) if "address" in attrs else default_address(user)
        if saved is not None:
            return Delivery(saved.recipient, saved.phone, saved.region_code, saved.street)
        form = DeliveryForm(written)
        left_out = set(DOOR) - set(written) if attrs.get("pickup") else set()
        if wrong := {name: [str(one) for one in form.errors[name]] for name in form.errors if name not in left_out}:
            raise serializers.ValidationError(wrong)
        return Delivery(**(dict.fromkeys(left_out, "") | form.cleaned_data), email=attrs.get("email", ""))

    @property
    def choice(self) -> Choice:
        wish = self.validated_data
        deal = DealChoice(**wish["deal"]) if "deal" in wish else None
        return Choice(
            deal, tuple(wish["coupons"]) if "coupons" in wish else None, wish.get("pickup", {}), wish["points"]
        )

    @property
    def agreed(self) -> Agreed:
        return Agreed(total_cents=self.validated_data.get("total_cents"))


class OrderLineSerializer(serializers.ModelSerializer[OrderLine]):
    variant = serializers.CharField(source="variant.key", default=None, allow_null=True)
    paid_cents = serializers.IntegerField(help_text="of the line, after discounts")

    class Meta:
        model = OrderLine
        fields = [
            "variant",
            "title",
            "label",
            "sku",
            "list_price_cents",
            "unit_price_cents",
            "quantity",
            "total_cents",
            "discount_cents",
            "paid_cents",
            "shipped_quantity",
        ]


class OrderDiscountSerializer(serializers.ModelSerializer[OrderDiscount]):
    class Meta:
        model = OrderDiscount
        fields = ["kind", "source", "label", "cents"]


class OrderMoveSerializer(serializers.ModelSerializer[OrderMove]):
    status = serializers.CharField(source="to_status")

    class Meta:
        model = OrderMove
        fields = ["status", "reason", "at"]


class OrderSerializer(serializers.ModelSerializer[Order]):
    """An order as its buyer sees it."""

    shop = serializers.CharField(source="shop.slug")
    trade = serializers.CharField(source="trade.number", default=None, allow_null=True)
    lines = OrderLineSerializer(many=True)
    discounts = OrderDiscountSerializer(many=True)
    pickup_point = serializers.CharField(source="pickup_point.key", default=None, allow_null=True)

    class Meta:
        model = Order
        fields = [
            "number",
            "trade",
            "shop",
            "status",
            "close_reason",
            "currency",
            "items_cents",
            "shipping_cents",
            "discount_cents",
            "total_cents",
            "pickup_point",
            "note",
            "placed_at",
            "paid_at",
            "shipped_at",
            "delivered_at",
            "completed_at",
            "closed_at",
            "lines",
            "discounts",
        ]


class OrderDetailSerializer(OrderSerializer):
    timeline = OrderMoveSerializer(source="moves", many=True)

    class Meta(OrderSerializer.Meta):
        fields = [*OrderSerializer.Meta.fields, "timeline"]
