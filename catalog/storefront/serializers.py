"""Products, categories and shops as JSON. Money is whole cents with its currency beside it."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers


class PictureSerializer(serializers.Serializer[Any]):
    url = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    colour = serializers.CharField()
    alt = serializers.CharField()


class ShopLineSerializer(serializers.Serializer[Any]):
    slug = serializers.CharField()
    name = serializers.CharField()


class ShopSerializer(ShopLineSerializer):
    tagline = serializers.CharField()
    about = serializers.CharField()
    place = serializers.CharField()
    currency = serializers.CharField()
    mark = PictureSerializer(allow_null=True)
    banner = PictureSerializer(allow_null=True)


class CategorySerializer(serializers.Serializer[Any]):
    slug = serializers.CharField()
    name_zh = serializers.CharField()
    name_en = serializers.CharField()
    parent = serializers.CharField(allow_null=True, help_text="slug of the category above, null at the root")  # type: ignore[assignment]  # a field of that name
    icon = serializers.CharField()


class ProductLineSerializer(serializers.Serializer[Any]):
    slug = serializers.CharField()
    title = serializers.CharField()
    subtitle = serializers.CharField()
    language = serializers.CharField()
    price_min_cents = serializers.IntegerField()
    price_max_cents = serializers.IntegerField()
    currency = serializers.CharField(source="shop.currency")
    is_in_stock = serializers.BooleanField()
    sold_count = serializers.IntegerField()
    listed_at = serializers.DateTimeField()
    cover = PictureSerializer(allow_null=True)
    shop = ShopLineSerializer()


class VariantSerializer(serializers.Serializer[Any]):
    key = serializers.CharField(source="variant.key", help_text="what the cart takes as `variant`")
    sku = serializers.CharField(source="variant.sku")
    label = serializers.CharField(source="variant.label")  # type: ignore[assignment]  # a field of that name
    price_cents = serializers.IntegerField(source="price.cents")
    left = serializers.IntegerField(help_text="pieces nobody has spoken for")
    can_buy = serializers.BooleanField()


class OptionSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    values = serializers.SerializerMethodField()

    def get_values(self, option: Any) -> list[str]:
        return [value.label for value in option.values]


class AttributeSerializer(serializers.Serializer[Any]):
    attribute = serializers.CharField(source="attribute.slug")
    value = serializers.CharField(source="slug")
    name_zh = serializers.CharField()
    name_en = serializers.CharField()


class ProductSerializer(ProductLineSerializer):
    description = serializers.CharField(help_text="Markdown")
    category = serializers.CharField(source="category.slug")
    pictures = serializers.SerializerMethodField()
    attributes = AttributeSerializer(source="attributes.all", many=True)
    options = serializers.SerializerMethodField()
    variants = serializers.SerializerMethodField()

    @extend_schema_field(PictureSerializer(many=True))
    def get_pictures(self, product: Any) -> list[dict[str, Any]]:
        return [dict(PictureSerializer(one.picture).data) for one in product.pictures.all()]

    @extend_schema_field(OptionSerializer(many=True))
    def get_options(self, product: Any) -> list[dict[str, Any]]:
        return [dict(OptionSerializer(one).data) for one in self.context["choice"].options]

    @extend_schema_field(VariantSerializer(many=True))
    def get_variants(self, product: Any) -> list[dict[str, Any]]:
        return [dict(VariantSerializer(one).data) for one in self.context["choice"].offers]


class ProductPageSerializer(serializers.Serializer[Any]):
    """One page of a list; `next` is the address of the one after it."""

    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = ProductLineSerializer(many=True)


class SuggestionSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(["term", "shop", "product"])
    text = serializers.CharField()
    slug = serializers.CharField(allow_blank=True)
