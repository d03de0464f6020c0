"""Shapes of after-sale cases in the API."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from config.kernel.errors import Invalid
from orders.aftersales.models import Case, CaseKind, CaseLine, CaseReason, CaseStep
from orders.aftersales.selectors import return_address_of
from orders.aftersales.services import Verdict, Wish
from orders.aftersales.services.holding import MOST_WORDS
from orders.cart.serializers import WholeNumber
from orders.checkout.models import Order
from orders.fulfilment.models import ReturnAddress
from orders.fulfilment.serializers import ParcelRefSerializer

MOST_CENTS = 10**12


class CaseLineSerializer(serializers.ModelSerializer[CaseLine]):
    sku = serializers.CharField(source="line.sku")
    title = serializers.CharField(source="line.title")
    label = serializers.CharField(source="line.label")  # type: ignore[assignment]  # DRF has an attribute of this name
    replacement = serializers.CharField(source="replacement.key", default=None, allow_null=True)

    class Meta:
        model = CaseLine
        fields = ["sku", "title", "label", "quantity", "most_cents", "refunded_cents", "replacement"]


class CaseStepSerializer(serializers.ModelSerializer[CaseStep]):
    """One step; something said on the way keeps the state it was said in."""

    status = serializers.CharField(source="to_status")
    photos: serializers.SlugRelatedField[Any] = serializers.SlugRelatedField(
        slug_field="key", many=True, read_only=True
    )

    class Meta:
        model = CaseStep
        fields = ["status", "side", "words", "amount_cents", "at", "photos"]


class CaseSerializer(serializers.ModelSerializer[Case]):
    order = serializers.CharField(source="order.number")
    shop = serializers.CharField(source="order.shop.slug")
    currency = serializers.CharField(source="order.currency")
    lines = CaseLineSerializer(many=True, read_only=True)

    class Meta:
        model = Case
        fields = [
            "number", "order", "shop", "kind", "status", "reason", "is_unshipped", "goods_back", "currency",
            "most_cents", "freight_cents", "asked_cents", "offered_cents", "agreed_cents", "due_at", "created_at",
            "ended_at", "lines",
        ]  # fmt: skip


class ReturnAddressSerializer(serializers.ModelSerializer[ReturnAddress]):
    class Meta:
        model = ReturnAddress
        fields = ["recipient", "phone", "region_code", "street"]


class CaseDetailSerializer(CaseSerializer):
    """A case with its steps, its parcels, and where to send it while it has to be sent back."""

    timeline = CaseStepSerializer(source="steps", many=True, read_only=True)
    return_parcel = ParcelRefSerializer(read_only=True, allow_null=True)
    new_parcel = ParcelRefSerializer(read_only=True, allow_null=True)
    return_address = serializers.SerializerMethodField()

    class Meta(CaseSerializer.Meta):
        fields = [*CaseSerializer.Meta.fields, "timeline", "return_parcel", "new_parcel", "return_address"]

    @extend_schema_field(ReturnAddressSerializer(allow_null=True))
    def get_return_address(self, case: Case) -> dict[str, Any] | None:
        is_due = case.goods_back and case.status in {"agreed", "ruled"}
        address = return_address_of(case.order.shop) if is_due else None
        return dict(ReturnAddressSerializer(address).data) if address else None


class WishLineSerializer(serializers.Serializer[Any]):
    sku = serializers.CharField(max_length=60)
    quantity = WholeNumber(min_value=1, max_value=1_000_000)
    replacement = serializers.CharField(
        max_length=16, required=False, default="", help_text=_("key of another option, for an exchange")
    )


class OpenCaseSerializer(serializers.Serializer[Any]):
    """What is wanted of which pieces. Without `asked_cents` it is all that was paid for them."""

    order = serializers.CharField(max_length=24)
    kind = serializers.ChoiceField(choices=CaseKind.choices)
    reason = serializers.ChoiceField(choices=CaseReason.choices)
    is_unshipped = serializers.BooleanField(default=False, help_text=_("about pieces that have not left the shop"))
    lines = serializers.ListField(child=WishLineSerializer(), min_length=1, max_length=100)
    asked_cents = WholeNumber(required=False, min_value=0, max_value=MOST_CENTS)
    words = serializers.CharField(max_length=MOST_WORDS, required=False, default="", allow_blank=True)

    def wish(self, order: Order) -> Wish:
        """The wish by line; a SKU that is not in the order is refused."""
        clean = self.validated_data
        by_sku = {line.sku: line.pk for line in order.lines.all()}
        pieces: dict[int, int] = {}
        replacements: dict[int, str] = {}
        for part in clean["lines"]:
            pk = by_sku.get(part["sku"])
            if pk is None:
                raise Invalid(field="lines")
            pieces[pk] = pieces.get(pk, 0) + part["quantity"]
            if part["replacement"]:
                replacements[pk] = part["replacement"]
        return Wish(
            kind=clean["kind"],
            reason=clean["reason"],
            pieces=pieces,
            words=clean["words"],
            asked_cents=clean.get("asked_cents"),
            is_unshipped=clean["is_unshipped"],
            replacements=replacements,
        )


class WordsSerializer(serializers.Serializer[Any]):
    words = serializers.CharField(max_length=MOST_WORDS, required=False, default="", allow_blank=True)


class ReasonSerializer(serializers.Serializer[Any]):
    words = serializers.CharField(max_length=MOST_WORDS)


class OfferSerializer(ReasonSerializer):
    cents = WholeNumber(min_value=1, max_value=MOST_CENTS)


class ReceiveSerializer(WordsSerializer):
    """`shelf`: SKUs of the order's lines that came back in good order and go on sale again."""

    shelf = serializers.ListField(child=serializers.CharField(max_length=60), required=False, max_length=100)

    def lines_of(self, case: Case) -> list[int]:
        parts = {part.line.sku: part.pk for part in case.lines.all()}
        skus = self.validated_data.get("shelf", [])
        if not set(skus) <= set(parts):
            raise Invalid(field="shelf")
        return [parts[sku] for sku in skus]


class WaybillSerializer(serializers.Serializer[Any]):
    carrier = serializers.CharField(max_length=30, help_text=_("code of the carrier"))
    waybill = serializers.CharField(max_length=60)


class RulingSerializer(ReasonSerializer):
    verdict = serializers.ChoiceField(choices=Verdict.choices)
    cents = WholeNumber(required=False, default=0, min_value=0, max_value=MOST_CENTS)


class PhotosSerializer(WordsSerializer):
    """Evidence, as multipart/form-data."""

    photos = serializers.ListField(child=serializers.FileField(), required=False, max_length=6)
