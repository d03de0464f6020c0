"""A merchant's own products as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from catalog.inventory.services import MOST_ON_HAND
from catalog.products.drafts import MOST_OPTIONS, MOST_PICTURES, MOST_VARIANTS, OptionDraft, ProductDraft, VariantDraft
from catalog.products.models import CENTS_LIMIT, ListingStatus
from catalog.taxonomy.models import AttributeValue, Category


class WholeNumber(serializers.IntegerField):
    """A JSON number without a fraction, or plain digits."""

    def to_internal_value(self, data: Any) -> int:
        text = data if isinstance(data, str) else str(data) if type(data) is int else ""
        if not (text.isascii() and text.isdigit() and len(text) <= 12):
            self.fail("invalid")
        return super().to_internal_value(text)


class OptionField(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=30)
    labels = serializers.ListField(child=serializers.CharField(max_length=40), min_length=1, max_length=MOST_VARIANTS)


class VariantField(serializers.Serializer[Any]):
    sku = serializers.RegexField(r"\A[^~]+\Z", max_length=60)
    price_cents = WholeNumber(min_value=1, max_value=CENTS_LIMIT)
    choices = serializers.ListField(child=serializers.CharField(max_length=40), max_length=MOST_OPTIONS, default=list)
    on_hand = WholeNumber(min_value=0, max_value=MOST_ON_HAND, required=False, allow_null=True, default=None)
    weight_grams = WholeNumber(min_value=0, max_value=1_000_000, default=0)
    is_active = serializers.BooleanField(default=True)


class ProductWriteSerializer(serializers.Serializer[Any]):
    """A whole product: what is left out is emptied; pictures left out stay."""

    title = serializers.CharField(max_length=120)
    subtitle = serializers.CharField(max_length=120, allow_blank=True, default="")
    description = serializers.CharField(max_length=20_000, allow_blank=True, default="")
    language = serializers.ChoiceField([code for code, _name in settings.LANGUAGES], default="zh-hans")
    category = serializers.SlugRelatedField("slug", queryset=Category.objects.all())
    attributes = serializers.ListField(
        child=serializers.CharField(max_length=81), default=list, max_length=60, help_text="attribute.value"
    )
    options = OptionField(many=True, default=list)
    variants = VariantField(many=True, allow_empty=False)
    pictures = serializers.ListField(
        child=serializers.CharField(max_length=16), required=False, max_length=MOST_PICTURES
    )

    def validate_attributes(self, names: list[str]) -> list[int]:
        values = AttributeValue.objects.values_list("attribute__slug", "slug", "pk")
        known = {f"{attribute}.{slug}": pk for attribute, slug, pk in values}
        if unknown := [name for name in names if name not in known]:
            raise serializers.ValidationError(_("Unknown: %(names)s.") % {"names": ", ".join(unknown)})
        return [known[name] for name in names]


def draft_of(data: Mapping[str, Any], pictures: list[str]) -> ProductDraft:
    return ProductDraft(
        title=data["title"],
        subtitle=data["subtitle"],
        description=data["description"],
        language=data["language"],
        category_id=data["category"].pk,
        attribute_ids=data["attributes"],
        options=[OptionDraft(one["name"], tuple(one["labels"])) for one in data["options"]],
        variants=[VariantDraft(**(dict(one) | {"choices": tuple(one["choices"])})) for one in data["variants"]],
        picture_ids=pictures,
    )


class OwnVariantSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    sku = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field of that name
    price_cents = serializers.IntegerField()
    weight_grams = serializers.IntegerField()
    is_active = serializers.BooleanField()
    on_hand = serializers.IntegerField(source="stock.on_hand", default=0)
    reserved = serializers.IntegerField(source="stock.reserved", default=0)


class OwnProductSerializer(serializers.Serializer[Any]):
    slug = serializers.CharField()
    title = serializers.CharField()
    subtitle = serializers.CharField()
    status = serializers.ChoiceField(ListingStatus.choices)
    category = serializers.CharField(source="category.slug")
    price_min_cents = serializers.IntegerField()
    price_max_cents = serializers.IntegerField()
    sold_count = serializers.IntegerField()
    variants = OwnVariantSerializer(source="variants.all", many=True)


class StockSerializer(serializers.Serializer[Any]):
    sku = serializers.CharField(source="variant.sku", read_only=True)
    on_hand = serializers.IntegerField(read_only=True)
    reserved = serializers.IntegerField(read_only=True)
    available = serializers.IntegerField(read_only=True)
    low_at = serializers.IntegerField(read_only=True)


class StockWriteSerializer(serializers.Serializer[Any]):
    on_hand = WholeNumber(min_value=0, max_value=MOST_ON_HAND, required=False)
    low_at = WholeNumber(min_value=0, max_value=MOST_ON_HAND, required=False)
