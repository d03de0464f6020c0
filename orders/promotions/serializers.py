"""Promotions as JSON. Money is whole cents."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from catalog.products.models import Variant
from catalog.shops.models import Shop
from config.kernel.clock import now
from orders.promotions.drafts import CampaignDraft, CouponDraft, ItemDraft, TierDraft
from orders.promotions.models import Campaign, CountedBy, Coupon, CouponState, CouponTerms, Kind, Scope, TakenBy
from orders.promotions.models.campaigns import Phase
from orders.promotions.selectors.shown import FlashRow
from orders.promotions.slots import SLOT_HOURS

MOST_CENTS = 1_000_000_000
MOST_PIECES = 1_000_000


class TermsSerializer(serializers.Serializer[CouponTerms]):
    """What a coupon is worth: an amount, or a percentage in basis points (1000 is 10 %) with a cap."""

    campaign = serializers.CharField(source="campaign.key")
    name = serializers.CharField(source="campaign.name")
    shop = serializers.CharField(source="campaign.shop.slug", default=None, allow_null=True)
    off_cents = serializers.IntegerField(allow_null=True)
    off_basis_points = serializers.IntegerField(allow_null=True)
    cap_cents = serializers.IntegerField(allow_null=True)
    min_spend_cents = serializers.IntegerField()


class CouponSerializer(serializers.Serializer[Coupon]):
    key = serializers.CharField()
    terms = TermsSerializer()
    state = serializers.ChoiceField(CouponState.choices)
    valid_from = serializers.DateTimeField()
    valid_until = serializers.DateTimeField()


class OfferedSerializer(serializers.Serializer[Any]):
    terms = TermsSerializer()
    left = serializers.IntegerField(source="terms.left", allow_null=True, help_text="null: as many as are taken")
    mine = serializers.IntegerField(help_text="how many you have or have had")
    can_take = serializers.BooleanField()


class PocketSerializer(serializers.Serializer[Any]):
    mine = CouponSerializer(many=True)
    takeable = OfferedSerializer(many=True)


class TakeSerializer(serializers.Serializer[Any]):
    """A `campaign` to take from, or a `code`."""

    campaign = serializers.CharField(max_length=16, required=False)
    code = serializers.CharField(max_length=40, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("campaign" in attrs) == ("code" in attrs):
            raise serializers.ValidationError({"campaign": [_("Name a campaign or a code, one of them.")]})
        return attrs


class FlashSaleSerializer(serializers.Serializer[FlashRow]):
    campaign = serializers.CharField(source="item.campaign.key")
    variant = serializers.CharField(source="item.variant.key")
    product = serializers.CharField(source="item.variant.product.slug")
    title = serializers.CharField(source="item.variant.full_title")
    price_cents = serializers.IntegerField(source="item.price_cents")
    list_price_cents = serializers.IntegerField(source="item.variant.price_cents")
    currency = serializers.CharField(source="item.variant.shop.currency")
    is_open = serializers.BooleanField()
    starts_at = serializers.DateTimeField(source="slot.starts_at")
    ends_at = serializers.DateTimeField(source="slot.ends_at")
    left = serializers.IntegerField(help_text="pieces of the sale that are really there")
    per_user = serializers.IntegerField(source="item.per_user", allow_null=True)


# ---- a shop's campaigns -------------------------------------------------------------------------------------------


class CouponDraftSerializer(serializers.Serializer[Any]):
    taken_by = serializers.ChoiceField(TakenBy.choices, default=TakenBy.SELF)
    off_cents = serializers.IntegerField(min_value=1, max_value=MOST_CENTS, required=False, allow_null=True)
    off_basis_points = serializers.IntegerField(min_value=1, max_value=9_999, required=False, allow_null=True)
    cap_cents = serializers.IntegerField(min_value=1, max_value=MOST_CENTS, required=False, allow_null=True)
    min_spend_cents = serializers.IntegerField(min_value=0, max_value=MOST_CENTS, default=0)
    total = serializers.IntegerField(min_value=1, max_value=MOST_PIECES, required=False, allow_null=True)
    per_user = serializers.IntegerField(min_value=1, max_value=100, default=1)
    valid_from = serializers.DateTimeField(required=False, allow_null=True)
    valid_until = serializers.DateTimeField(required=False, allow_null=True)
    valid_days = serializers.IntegerField(min_value=1, max_value=365, required=False, allow_null=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        for pair in (("off_cents", "off_basis_points"), ("valid_until", "valid_days")):
            if (attrs.get(pair[0]) is None) == (attrs.get(pair[1]) is None):
                raise serializers.ValidationError({pair[0]: [_("Give one of the two.")]})
        return attrs


class ItemDraftSerializer(serializers.Serializer[Any]):
    variant = serializers.CharField(max_length=16)
    price_cents = serializers.IntegerField(min_value=0, max_value=MOST_CENTS)
    quota = serializers.IntegerField(min_value=1, max_value=MOST_PIECES, required=False, allow_null=True)
    per_user = serializers.IntegerField(min_value=1, max_value=MOST_PIECES, required=False, allow_null=True)


class TierDraftSerializer(serializers.Serializer[Any]):
    threshold = serializers.IntegerField(min_value=1, max_value=MOST_CENTS)
    counted_by = serializers.ChoiceField(CountedBy.choices, default=CountedBy.AMOUNT)
    off_cents = serializers.IntegerField(min_value=0, max_value=MOST_CENTS, default=0)
    is_free_shipping = serializers.BooleanField(default=False)
    gift = serializers.CharField(max_length=16, required=False, allow_null=True, help_text="key of a coupon campaign")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["counted_by"] == CountedBy.AMOUNT and attrs["off_cents"] >= attrs["threshold"]:
            raise serializers.ValidationError({"off_cents": [_("Less than what has to be spent, please.")]})
        if not (attrs["off_cents"] or attrs["is_free_shipping"] or attrs.get("gift")):
            raise serializers.ValidationError({"off_cents": [_("Say what this step gives.")]})
        return attrs


class CampaignDraftSerializer(serializers.Serializer[Any]):
    """A campaign of one's shop. Of `coupon`, `items`, `tiers` only that of its kind counts. `start/` lets it run."""

    kind = serializers.ChoiceField(Kind.choices)
    name = serializers.CharField(max_length=60)
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    budget_cents = serializers.IntegerField(min_value=1, max_value=MOST_CENTS, required=False, allow_null=True)
    slot_hours = serializers.ListField(
        child=serializers.ChoiceField([(hour, str(hour)) for hour in SLOT_HOURS]), required=False, max_length=8
    )
    categories = serializers.ListField(child=serializers.CharField(max_length=60), required=False, max_length=300)
    products = serializers.ListField(child=serializers.CharField(max_length=90), required=False, max_length=300)
    coupon = CouponDraftSerializer(required=False)
    # `many` makes lists of them, which may have a longest length; the stubs don't know it.
    items = ItemDraftSerializer(many=True, required=False, max_length=60)  # type: ignore[call-arg]  # of the list
    tiers = TierDraftSerializer(many=True, required=False, max_length=60)  # type: ignore[call-arg]  # of the list

    def __init__(self, *args: Any, shop: Shop | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shop = shop

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["ends_at"] <= attrs["starts_at"]:
            raise serializers.ValidationError({"ends_at": [_("It has to end after it starts.")]})
        named = {Kind.COUPON: "coupon", Kind.TIERS: "tiers"}.get(attrs["kind"], "items")
        if not attrs.get(named):
            raise serializers.ValidationError({named: [_("Please fill this in.")]})
        if attrs["kind"] == Kind.FLASH and any(one.get("quota") is None for one in attrs["items"]):
            raise serializers.ValidationError({"items": [_("Say how many pieces are in the sale.")]})
        return attrs

    @property
    def draft(self) -> CampaignDraft:
        wish = self.validated_data
        scope, targets = self._targets()
        return CampaignDraft(
            kind=wish["kind"],
            name=wish["name"],
            starts_at=wish["starts_at"],
            ends_at=wish["ends_at"],
            budget_cents=wish.get("budget_cents"),
            slot_hours=sorted(set(wish.get("slot_hours", []))),
            scope=scope,
            target_pks=targets,
            coupon=CouponDraft(**wish.get("coupon", {})),
            items=self._items(wish),
            tiers=self._tiers(wish),
        )

    def _targets(self) -> tuple[str, list[int]]:
        from catalog.products.models import Product
        from catalog.taxonomy.models import Category

        wish = self.validated_data
        if slugs := wish.get("categories"):
            return Scope.CATEGORY, self._found("categories", slugs, Category.objects.filter(slug__in=slugs))
        if slugs := wish.get("products"):
            return Scope.PRODUCT, self._found("products", slugs, Product.objects.filter(shop=self.shop, slug__in=slugs))
        return Scope.ALL, []

    def _found(self, field: str, slugs: list[str], rows: Any) -> list[int]:
        pks = list(rows.order_by("pk").values_list("pk", flat=True))
        if len(pks) != len(set(slugs)):
            raise serializers.ValidationError({field: [_("We couldn't find that.")]})
        return pks

    def _items(self, wish: dict[str, Any]) -> list[ItemDraft]:
        if wish["kind"] not in {Kind.FLASH, Kind.MEMBER}:
            return []
        keys = [one["variant"] for one in wish["items"]]
        mine = {one.key: one for one in Variant.objects.filter(shop=self.shop, key__in=keys).select_related("product")}
        if set(keys) != set(mine):
            raise serializers.ValidationError({"items": [_("We couldn't find that.")]})
        is_flash = wish["kind"] == Kind.FLASH
        return [
            ItemDraft(
                mine[one["variant"]],
                one["price_cents"],
                one.get("quota") if is_flash else None,
                one.get("per_user") if is_flash else None,
            )
            for one in wish["items"]
        ]

    def _tiers(self, wish: dict[str, Any]) -> list[TierDraft]:
        if wish["kind"] != Kind.TIERS:
            return []
        keys = {one["gift"] for one in wish["tiers"] if one.get("gift")}
        terms = CouponTerms.objects.filter(campaign__shop=self.shop, campaign__key__in=keys).select_related("campaign")
        gifts = {one.campaign.key: one for one in terms}
        if keys != set(gifts):
            raise serializers.ValidationError({"tiers": [_("We couldn't find that.")]})
        return [TierDraft(**one | {"gift": gifts.get(one.get("gift") or "")}) for one in wish["tiers"]]


class ResultsSerializer(serializers.Serializer[Any]):
    orders = serializers.IntegerField()
    buyers = serializers.IntegerField()
    gross_cents = serializers.IntegerField()
    discount_cents = serializers.IntegerField()
    platform_cents = serializers.IntegerField()
    shop_cents = serializers.IntegerField()


class CampaignItemSerializer(serializers.Serializer[Any]):
    variant = serializers.CharField(source="variant.key")
    price_cents = serializers.IntegerField()
    quota = serializers.IntegerField(allow_null=True)
    per_user = serializers.IntegerField(allow_null=True)
    sold_count = serializers.IntegerField()


class CampaignSerializer(serializers.Serializer[Campaign]):
    key = serializers.CharField()
    kind = serializers.ChoiceField(Kind.choices)
    name = serializers.CharField()
    phase = serializers.SerializerMethodField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    budget_cents = serializers.IntegerField(allow_null=True)
    spent_cents = serializers.IntegerField()

    def get_phase(self, campaign: Campaign) -> str:
        at: datetime = now()
        return Phase(campaign.phase(at)).value


class CampaignDetailSerializer(CampaignSerializer):
    coupon = TermsSerializer(allow_null=True)
    items = CampaignItemSerializer(source="items.all", many=True)
    results = ResultsSerializer()
    warnings = serializers.ListField(child=serializers.CharField())
