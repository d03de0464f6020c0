"""Statements and payouts for machines."""

from __future__ import annotations

from rest_framework import serializers

from orders.settlement.models import Payout, Statement, StatementLine
from orders.settlement.wording import sentence


class PayoutSerializer(serializers.ModelSerializer[Payout]):
    statement = serializers.CharField(source="statement.number")

    class Meta:
        model = Payout
        fields = ["number", "statement", "amount_cents", "currency", "state", "bank", "failure", "sent_at", "paid_at"]


class StatementSerializer(serializers.ModelSerializer[Statement]):
    """A week of a shop: carried + lines = total, and what became of it."""

    payout = serializers.SerializerMethodField()

    class Meta:
        model = Statement
        fields = ["number", "week_on", "currency", "carried_cents", "lines_cents", "total_cents", "made_at", "payout"]

    def get_payout(self, statement: Statement) -> str | None:
        """The payout's number; none: the total was carried over."""
        payout = getattr(statement, "payout", None)
        return payout.number if payout else None


class StatementLineSerializer(serializers.ModelSerializer[StatementLine]):
    order = serializers.CharField(source="order.number", default=None, allow_null=True)
    explanation = serializers.SerializerMethodField()

    class Meta:
        model = StatementLine
        fields = ["at", "kind", "order", "cents", "currency", "explanation"]

    def get_explanation(self, line: StatementLine) -> str:
        return sentence(line)


class StatementDetailSerializer(StatementSerializer):
    lines = StatementLineSerializer(many=True)

    class Meta(StatementSerializer.Meta):
        fields = [*StatementSerializer.Meta.fields, "lines"]
