"""Questions of the product page and the shop page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.db.models import Case, Prefetch, When

from catalog.inventory.selectors import Offer, offer_of
from catalog.products.models import Option, OptionValue, Product, ProductPicture, Variant
from catalog.search.selectors import as_cards, listed_products
from catalog.taxonomy.models import AttributeValue
from config.kernel.access import get_or_missing

if TYPE_CHECKING:
    from catalog.shops.models import Shop
    from catalog.taxonomy.selectors import Tree

NEIGHBOURS = 10


def product_for(slug: str) -> Product:
    """A product on sale, with everything its page shows, in a fixed number of queries."""
    values = Prefetch("values", OptionValue.objects.select_related("option"))
    variants = Variant.objects.filter(is_active=True).select_related("stock", "picture").prefetch_related(values)
    pictures = ProductPicture.objects.select_related("picture")
    rows = (
        listed_products()
        .select_related("shop__merchant", "shop__mark", "category", "cover")
        .defer("search")
        .prefetch_related(
            Prefetch("pictures", pictures),
            Prefetch("variants", variants),
            Prefetch("attributes", AttributeValue.objects.select_related("attribute")),
        )
    )
    return get_or_missing(rows, slug=slug)


def listed_product(slug: str) -> Product:
    """A product on sale with its shop and category, in one query."""
    return get_or_missing(listed_products().select_related("shop__merchant", "category").defer("search"), slug=slug)


@dataclass(frozen=True)
class OptionValueView:
    pk: int
    label: str
    is_chosen: bool
    is_out: bool
    picture: object | None = None


@dataclass(frozen=True)
class OptionView:
    pk: int
    name: str
    values: list[OptionValueView]


@dataclass(frozen=True)
class Choosing:
    """The variants of a product with one of them chosen."""

    offers: Sequence[Offer]
    chosen: Offer | None
    options: Sequence[OptionView]

    @property
    def can_buy(self) -> bool:
        return self.chosen is not None and self.chosen.can_buy

    @property
    def sold_out(self) -> bool:
        return not any(offer.can_buy for offer in self.offers)


def choosing(product: Product, *, key: str = "") -> Choosing:
    """Choose the variant with this key, or the first that can be bought. Works on what `product_for` has read."""
    offers = []
    for variant in product.variants.all():
        variant.product = product
        offers.append(offer_of(variant))
    chosen = next((offer for offer in offers if offer.variant.key == key), None)
    chosen = chosen or next((offer for offer in offers if offer.can_buy), offers[0] if offers else None)
    picked = {value.pk for value in chosen.variant.values.all()} if chosen else set()
    by_values = {frozenset(value.pk for value in offer.variant.values.all()): offer for offer in offers}
    options = []
    for option, choices in _options_of(offers):
        others = picked - {value.pk for value in choices}
        values = [
            OptionValueView(value.pk, value.label, value.pk in picked, _is_out(by_values, others | {value.pk}))
            for value in choices
        ]
        options.append(OptionView(option.pk, option.name, values))
    return Choosing(offers, chosen, options)


def _options_of(offers: Sequence[Offer]) -> list[tuple[Option, list[OptionValue]]]:
    """Each option with the values some variant has, in the merchant's order; what the variants have read is enough."""
    found = {value.pk: value for offer in offers for value in offer.variant.values.all()}
    in_order = sorted(found.values(), key=lambda one: (one.option.position, one.option_id, one.position, one.pk))
    groups = [list(group) for _pk, group in groupby(in_order, lambda one: one.option_id)]
    return [(values[0].option, values) for values in groups]


def _is_out(by_values: Mapping[frozenset[int], Offer], wanted: set[int]) -> bool:
    offer = by_values.get(frozenset(wanted))
    return offer is None or not offer.can_buy


def more_from_shop(product: Product) -> list[Product]:
    rows = listed_products().filter(shop=product.shop_id, is_in_stock=True).exclude(pk=product.pk)
    return list(as_cards(rows).order_by("-sold_count", "-pk")[:NEIGHBOURS])


def similar_to(product: Product, tree: Tree) -> list[Product]:
    """Other shops' products: those of the same category first, then those of the branch around it."""
    root = tree.trail(product.category)[0]
    rows = listed_products().filter(category__in=tree.below(root), is_in_stock=True).exclude(shop=product.shop_id)
    nearest = Case(When(category=product.category_id, then=0), default=1)
    return list(as_cards(rows).order_by(nearest, "-sold_count", "-pk")[:NEIGHBOURS])


def shelf_of(shop: Shop) -> int:
    """How many products the shop has on sale."""
    return listed_products().filter(shop=shop).count()
