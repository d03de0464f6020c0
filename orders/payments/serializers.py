"""Payments as JSON."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from orders.payments.gateways.sandbox import Outcome
from orders.payments.models import Payment


class PaymentLinkSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    pay_url = serializers.URLField()


class PlacedOrderSerializer(serializers.Serializer[Any]):
    number = serializers.CharField()
    shop = serializers.CharField()
    status = serializers.CharField()
    total_cents = serializers.IntegerField()


class PlacedSerializer(serializers.Serializer[Any]):
    """What a checkout made: one trade, an order for each shop, and how to pay (null when there is nothing to pay)."""

    trade = serializers.CharField()
    amount_cents = serializers.IntegerField()
    currency = serializers.CharField()
    expires_at = serializers.DateTimeField()
    orders = PlacedOrderSerializer(many=True)
    payment = PaymentLinkSerializer(allow_null=True)


class PaymentSerializer(serializers.ModelSerializer[Payment]):
    id = serializers.CharField(source="key")
    trade = serializers.CharField(source="trade.number")
    pay_url = serializers.SerializerMethodField()

    class Meta:
        model = Payment
        fields = ["id", "trade", "gateway", "state", "amount_cents", "currency", "failure", "paid_at", "pay_url"]

    def get_pay_url(self, payment: Payment) -> str:
        return str(self.context["pay_url"](payment))


class OutcomeSerializer(serializers.Serializer[Any]):
    outcome = serializers.ChoiceField(choices=[one.value for one in Outcome], default=Outcome.PAY.value)
