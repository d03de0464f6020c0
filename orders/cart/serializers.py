"""Carts as JSON."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from orders.cart.models import MOST_OF_ONE
from orders.cart.selectors import CartContents, Line
from orders.promotions.pricing import Discount


class WholeNumber(serializers.IntegerField):
    """A whole number, written as one: no 1.5, no 1e9, no full-width digits."""

    default_error_messages = {"whole": _("Enter a whole number from 1 to %(most)s.") % {"most": MOST_OF_ONE}}

    def to_internal_value(self, data: Any) -> int:
        text = data if isinstance(data, str) else str(data) if type(data) is int else ""
        if not (text.isascii() and text.isdigit() and len(text) <= 9):
            self.fail("whole")
        return super().to_internal_value(text)


class QuantityField(WholeNumber):
    def __init__(self, **kwargs: Any) -> None:
        refusal = self.default_error_messages["whole"]
        super().__init__(
            min_value=1, max_value=MOST_OF_ONE, error_messages={"min_value": refusal, "max_value": refusal}, **kwargs
        )


class AddSerializer(serializers.Serializer[Any]):
    variant = serializers.CharField(max_length=16)
    quantity = QuantityField(default=1)


class ChangeSerializer(serializers.Serializer[Any]):
    quantity = QuantityField(required=False)
    selected = serializers.BooleanField(required=False)


class CartLineSerializer(serializers.Serializer[Line]):
    variant = serializers.CharField(source="key")
    product = serializers.CharField(source="variant.product.slug")
    title = serializers.CharField(source="variant.product.title")
    label = serializers.CharField(source="variant.label")  # type: ignore[assignment]  # DRF fields have a label too
    shop = serializers.CharField(source="variant.product.shop.slug")
    quantity = serializers.IntegerField()
    price_cents = serializers.IntegerField()
    list_price_cents = serializers.IntegerField(source="variant.price_cents")
    price_label = serializers.CharField(source="priced.label", help_text="why it is less than the list price")
    was_cents = serializers.IntegerField(allow_null=True, help_text="the price it was put in at, if it changed")
    total_cents = serializers.IntegerField()
    available = serializers.IntegerField()
    selected = serializers.BooleanField(source="is_selected")
    problem = serializers.ChoiceField(
        source="trouble",
        choices=["gone", "sold_out", "too_few"],
        allow_null=True,
        help_text="why it can't be bought now",
    )


class DiscountSerializer(serializers.Serializer[Discount]):
    kind = serializers.ChoiceField(["tiers", "coupon", "platform"])
    source = serializers.CharField(help_text="a public key")  # type: ignore[assignment]  # a field of that name
    label = serializers.CharField()  # type: ignore[assignment]  # DRF fields have a label too
    cents = serializers.IntegerField()


class CartSerializer(serializers.Serializer[CartContents]):
    lines = CartLineSerializer(many=True)
    count = serializers.IntegerField(source="pieces", help_text="pieces the next checkout takes along")
    items_cents = serializers.IntegerField()
    discounts = DiscountSerializer(many=True, help_text="with the best coupons")
    total_cents = serializers.IntegerField(help_text="before shipping, with the best coupons")
    currency = serializers.CharField()
