"""Payments as JSON."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from orders.payments.gateways.sandbox import Outcome
from orders.payments.models import CashRule, Payment, Refund, RefundTo


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
        fields = [
            "id", "trade", "gateway", "state", "amount_cents", "currency", "failure", "paid_at", "held_until",
            "pay_url", "next_url", "qr_code",
        ]  # fmt: skip

    def get_pay_url(self, payment: Payment) -> str:
        return str(self.context["pay_url"](payment))


class OutcomeSerializer(serializers.Serializer[Any]):
    outcome = serializers.ChoiceField(choices=[one.value for one in Outcome], default=Outcome.PAY.value)


class MethodSerializer(serializers.Serializer[Any]):
    gateway = serializers.CharField(source="name")
    label = serializers.CharField()  # type: ignore[assignment]  # what the buyer reads; DRF has an attribute of this name
    hint = serializers.CharField()
    refusal = serializers.CharField(help_text="Why it can't be had now; empty when it can.")


class MethodChoiceSerializer(serializers.Serializer[Any]):
    gateway = serializers.CharField(max_length=20)


WISHES = [(RefundTo.SOURCE.value, "where it was paid from"), (RefundTo.WALLET.value, "the wallet")]


class WishSerializer(serializers.Serializer[Any]):
    to = serializers.ChoiceField(choices=WISHES)


class CancelSerializer(serializers.Serializer[Any]):
    to = serializers.ChoiceField(
        choices=WISHES, required=False, default="", allow_blank=True, help_text="Empty: as the buyer always wants it."
    )


class WalletSerializer(serializers.Serializer[Any]):
    balance_cents = serializers.IntegerField()
    currency = serializers.CharField()
    refunds_to = serializers.ChoiceField(choices=WISHES)


class WalletLineSerializer(serializers.Serializer[Any]):
    """One movement of a wallet, in words."""

    id = serializers.CharField(source="key")
    at = serializers.DateTimeField()
    text = serializers.CharField()
    cents = serializers.IntegerField(help_text="What came in; negative: what left.")
    balance_cents = serializers.IntegerField(help_text="What was in it afterwards.")
    orders = serializers.ListField(child=serializers.CharField())


class RefundSerializer(serializers.ModelSerializer[Refund]):
    class Meta:
        model = Refund
        fields = ["number", "amount_cents", "kind", "to", "state", "reason", "done_at"]


class CashRuleSerializer(serializers.ModelSerializer[CashRule]):
    regions = serializers.ListField(
        child=serializers.RegexField(r"\A[0-9]{2,6}\Z"),
        max_length=400,
        required=False,
        help_text="First digits of the regions served; empty: all.",
    )

    class Meta:
        model = CashRule
        fields = ["is_on", "most_cents", "regions"]
