"""Which rule applies. Product before category (the nearest first) before shop before everything; then the newest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from catalog.products.models import Product
from catalog.taxonomy.models import Category
from config.kernel.access import get_or_missing
from config.kernel.clock import now
from orders.commission.models import CommissionRule, Scope

RANKS = {Scope.PRODUCT: 0, Scope.CATEGORY: 1, Scope.SHOP: 2, Scope.ALL: 3}


@dataclass(frozen=True)
class Candidate:
    """A rule that fits a product, and how near it is: smaller wins."""

    rule: CommissionRule
    rank: tuple[int, int]


def _running(at: datetime) -> Q:
    return Q(starts_at__lte=at) & (Q(ends_at=None) | Q(ends_at__gt=at))


def _ancestors(products: Iterable[Product]) -> dict[int, list[int]]:
    """The pks of each product's category and of those above it, nearest first, by the category's pk."""
    paths = Category.objects.filter(pk__in={one.category_id for one in products}).values_list("pk", "path")
    return {pk: [int(part) for part in path.strip("/").split("/")][::-1] for pk, path in paths}


def _rank(rule: CommissionRule, product: Product, ancestors: Sequence[int]) -> tuple[int, int] | None:
    """How near a rule is to a product; None when it is about something else."""
    fits = {
        Scope.PRODUCT: rule.product_id == product.pk,
        Scope.CATEGORY: rule.category_id in ancestors,
        Scope.SHOP: rule.shop_id == product.shop_id,
        Scope.ALL: True,
    }
    if not fits[Scope(rule.scope)]:
        return None
    steps = ancestors.index(rule.category_id) if rule.category_id in ancestors else 0
    return RANKS[Scope(rule.scope)], steps


def candidates(product: Product, *, at: datetime | None = None) -> list[Candidate]:
    """Every rule that fits a product now, the one that counts first: the answer of the probe."""
    rules = CommissionRule.objects.filter(_running(at or now())).select_related("product", "category", "shop")
    return _sorted(product, rules, _ancestors([product])[product.category_id])


def _sorted(product: Product, rules: Iterable[CommissionRule], ancestors: Sequence[int]) -> list[Candidate]:
    ranked = [(rule, _rank(rule, product, ancestors)) for rule in rules]
    found = [Candidate(rule, rank) for rule, rank in ranked if rank is not None]
    return sorted(found, key=lambda one: (one.rank, -one.rule.starts_at.timestamp(), -one.rule.pk))


def basis_points_of(products: Iterable[Product], *, at: datetime | None = None) -> dict[int, int]:
    """The rate of each product by its pk, in two queries. No rule, no commission."""
    products = list({one.pk: one for one in products}.values())
    ancestors = _ancestors(products)
    rules = list(CommissionRule.objects.filter(_about(products, ancestors) & _running(at or now())))
    rates = {}
    for product in products:
        found = _sorted(product, rules, ancestors[product.category_id])
        rates[product.pk] = found[0].rule.basis_points if found else 0
    return rates


def _about(products: Iterable[Product], ancestors: Mapping[int, Sequence[int]]) -> Q:
    categories = {pk for line in ancestors.values() for pk in line}
    return (
        Q(scope=Scope.ALL)
        | Q(product__in=[product.pk for product in products])
        | Q(category__in=categories)
        | Q(shop__in={product.shop_id for product in products})
    )


def rules_listed(*, show: str = "running") -> QuerySet[CommissionRule]:
    """Rules as operators see them, the narrowest last so that the list reads from general to special."""
    moment = now()
    rules = CommissionRule.objects.select_related("product", "category", "shop", "made_by")
    wanted = {
        "running": _running(moment),
        "coming": Q(starts_at__gt=moment),
        "ended": Q(ends_at__lte=moment),
    }
    order = Case(*[When(scope=scope, then=Value(-rank)) for scope, rank in RANKS.items()], output_field=IntegerField())
    return rules.filter(wanted.get(show, wanted["running"])).order_by(order, "-starts_at", "-pk")


def rule_for_operator(*, key: str) -> CommissionRule:
    """Any rule; for operators, whose policy has been checked."""
    return get_or_missing(CommissionRule.objects.select_related("product__shop", "shop", "category"), key=key)


def products_to_probe(text: str) -> QuerySet[Product]:
    """Products by words of their title or their slug, for the question what applies to one."""
    text = text.replace("\x00", "").strip()[:120]
    if not text:
        return Product.objects.none()
    found = Product.objects.filter(Q(title__icontains=text) | Q(slug=text)).select_related("category", "shop")
    return found.order_by("-pk")[:10]
