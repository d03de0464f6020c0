"""Finding products: lists, search, counts beside the filters, suggestions."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.core.cache import cache
from django.db.models import BigIntegerField, Count, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Ln

from accounts.organisations.models import MerchantStatus
from catalog.products.models import ListingStatus, Product
from catalog.search.filters import BEST, CHEAP, DEAR, NEWEST, RELEVANT, Filters
from catalog.search.models import SearchTerm
from catalog.shops.models import Shop
from catalog.taxonomy.models import Attribute, AttributeValue
from catalog.taxonomy.selectors import Tree
from config.kernel.keyset import KeysetPage, Sort, keyset_page
from config.kernel.textindex import plain, query_tokens, tsquery

PAGE_SIZE = 24
MOST_SUGGESTIONS = 8
MOST_SHOPS = 12
COUNTS_KEPT_SECONDS = 60
TERM_SHOWN_FROM = 3  # what fewer people typed is nobody else's business

SORT_BY = {
    NEWEST: Sort(NEWEST, "listed_at"),
    BEST: Sort(BEST, "sold_count"),
    CHEAP: Sort(CHEAP, "price_min_cents", is_descending=False),
    DEAR: Sort(DEAR, "price_min_cents"),
    RELEVANT: Sort(RELEVANT, "score"),
}


def listed_products() -> QuerySet[Product]:
    """Everything the public may see and buy."""
    return Product.objects.filter(
        status=ListingStatus.LISTED, shop__is_open=True, shop__merchant__status=MerchantStatus.APPROVED
    )


def as_cards(rows: QuerySet[Any]) -> QuerySet[Any]:
    """With what a card shows, in the same query, and without the long texts."""
    return rows.select_related("cover", "shop").defer("description", "search", "shop__about")


def matching(filters: Filters, tree: Tree, rows: QuerySet[Product] | None = None) -> QuerySet[Product]:
    """The products a question asks for, unsorted."""
    rows = listed_products() if rows is None else rows
    if filters.text:
        wanted = tsquery(filters.text, prefix_last=True)
        rows = rows.filter(search=raw_query(wanted)) if wanted else rows.none()
    if filters.category:
        category = tree.get(filters.category)
        rows = rows.filter(category__in=tree.below(category)) if category else rows.none()
    if filters.shop:
        rows = rows.filter(shop__slug=filters.shop)
    if filters.least_cents is not None:
        rows = rows.filter(price_max_cents__gte=filters.least_cents)
    if filters.most_cents is not None:
        rows = rows.filter(price_min_cents__lte=filters.most_cents)
    if filters.in_stock:
        rows = rows.filter(is_in_stock=True)
    for attribute, values in filters.values.items():
        of_these = AttributeValue.objects.filter(attribute__slug=attribute, slug__in=values)
        has = Product.attributes.through.objects.filter(attributevalue__in=of_these)
        rows = rows.filter(pk__in=has.values("product_id"))
    return rows


def raw_query(wanted: str) -> SearchQuery:
    return SearchQuery(wanted, config="simple", search_type="raw")


def with_score(rows: QuerySet[Product], wanted: str) -> QuerySet[Any]:
    """A whole number to sort by: how well the words fit, gently lifted by what people really bought."""
    fit = SearchRank(F("search"), raw_query(wanted), normalization=Value(1))
    lift = Value(1.0) + Ln(F("sold_count") + Value(1.0)) / Value(12.0)
    return rows.annotate(score=Cast(fit * lift * Value(1_000_000.0), BigIntegerField()))


def product_page(filters: Filters, *, tree: Tree, cursor: str = "", size: int = PAGE_SIZE) -> KeysetPage[Product]:
    """One page of what was asked for."""
    rows = matching(filters, tree)
    if filters.sort == RELEVANT:
        rows = with_score(rows, tsquery(filters.text, prefix_last=True))
    return keyset_page(as_cards(rows), sort=SORT_BY[filters.sort], cursor=cursor, size=size)


@dataclass(frozen=True)
class Counts:
    """How many there are, and how many there would be with one more filter. Not older than a minute."""

    total: int
    by_category: dict[int, int]
    by_shop: list[tuple[str, str, int]]
    by_value: dict[int, int]

    def in_category(self, tree: Tree, category: Any) -> int:
        return sum(self.by_category.get(pk, 0) for pk in tree.below(category))


def counts_for(filters: Filters, tree: Tree, *, with_shops: bool = True) -> Counts:
    """The figures beside the filters. A choice of one kind is counted without the filter of that kind."""
    kind = "counts" if with_shops else "counts-of-shop"
    key = f"{kind}:{hashlib.sha256(filters.key().encode()).hexdigest()[:32]}"
    known: Counts | None = cache.get(key)
    if known is None:
        known = _count(filters, tree, with_shops=with_shops)
        cache.set(key, known, COUNTS_KEPT_SECONDS)
    return known


def _count(filters: Filters, tree: Tree, *, with_shops: bool) -> Counts:
    categories = matching(filters.without(category=""), tree).values_list("category").annotate(n=Count("pk"))
    shops = (
        matching(filters.without(shop=""), tree)
        .values_list("shop__slug", "shop__name")
        .annotate(n=Count("pk"))
        .order_by("-n", "shop__slug")[:MOST_SHOPS]
        if with_shops
        else []
    )
    by_category = dict(categories.order_by())
    chosen = tree.get(filters.category)
    if not filters.category:
        total = sum(by_category.values())
    else:
        total = sum(by_category.get(pk, 0) for pk in tree.below(chosen)) if chosen else 0
    return Counts(total, by_category, list(shops), _count_values(filters, tree))


def _count_values(filters: Filters, tree: Tree) -> dict[int, int]:
    by_value: dict[int, int] = {}
    links = Product.attributes.through.objects

    def add(rows: QuerySet[Product], where: Q) -> None:
        counted = (
            links.filter(where, product__in=rows.values("pk")).values_list("attributevalue").annotate(n=Count("pk"))
        )
        by_value.update(dict(counted.order_by()))

    add(matching(filters, tree), ~Q(attributevalue__attribute__slug__in=list(filters.values)))
    for slug in filters.values:
        others = {name: values for name, values in filters.values.items() if name != slug}
        add(matching(filters.without(values=others), tree), Q(attributevalue__attribute__slug=slug))
    return by_value


@dataclass(frozen=True)
class Choice:
    value: AttributeValue
    count: int
    is_chosen: bool


def choices_of(filters: Filters, counts: Counts) -> list[tuple[Attribute, list[Choice]]]:
    """The properties worth filtering by here: those that some of these products have."""
    by_attribute: dict[Attribute, list[Choice]] = defaultdict(list)
    chosen = {(slug, value) for slug, values in filters.values.items() for value in values}
    rows = AttributeValue.objects.select_related("attribute").order_by("attribute__position", "position", "pk")
    for value in rows:
        is_chosen = (value.attribute.slug, value.slug) in chosen
        if counts.by_value.get(value.pk) or is_chosen:
            choice = Choice(value, counts.by_value.get(value.pk, 0), is_chosen)
            by_attribute[value.attribute].append(choice)
    return list(by_attribute.items())


def nearby(filters: Filters, *, limit: int = 8) -> list[Product]:
    """When nothing fits: what has at least some of the words, else what most people buy."""
    tokens = query_tokens(filters.text)
    found: QuerySet[Any] = Product.objects.none()
    if tokens:
        wanted = " | ".join("'" + token.replace("'", "''").replace("\\", "\\\\") + "'" for token in tokens)
        rows = with_score(listed_products().filter(search=raw_query(wanted)), wanted)
        found = as_cards(rows).order_by("-score", "-pk")[:limit]
    return list(found) or list(as_cards(listed_products()).order_by("-sold_count", "-pk")[:limit])


@dataclass(frozen=True)
class Suggestion:
    """A line under the search field: a phrase to search for, a product or a shop to open."""

    kind: str
    text: str
    slug: str = ""


def suggestions(text: str) -> list[Suggestion]:
    """At most eight: what others searched for, then shops, then products. Nothing typed: what is searched most."""
    start = plain(text).strip()[:60]
    terms = SearchTerm.objects.filter(hits__gte=TERM_SHOWN_FROM)
    if start:
        terms = terms.filter(text__startswith=start)
    found = [Suggestion("term", term.text) for term in terms.order_by("-hits", "text")[: 5 if start else 8]]
    if not start:
        return found
    found += [
        Suggestion("shop", name, slug)
        for name, slug in Shop.objects.filter(
            is_open=True, merchant__status=MerchantStatus.APPROVED, name__istartswith=text.replace("\x00", "").strip()
        ).values_list("name", "slug")[:2]
    ]
    if wanted := tsquery(start, prefix_last=True):
        rows = listed_products().filter(search=raw_query(wanted)).order_by("-sold_count", "-pk")
        found += [
            Suggestion("product", title, slug)
            for title, slug in rows.values_list("title", "slug")[: MOST_SUGGESTIONS - len(found)]
        ]
    return found[:MOST_SUGGESTIONS]
