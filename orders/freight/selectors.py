"""What sending costs. Pure arithmetic on a shop's price list; no list means the shop sends for free."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Prefetch

from catalog.shops.models import Shop
from orders.freight.errors import NotServed
from orders.freight.models import FreightRule, FreightTemplate, FreightUnit

GRAMS_PER_KILOGRAM = 1000


@dataclass(frozen=True)
class Goods:
    """One line to be sent: how many, how heavy each, worth how much together."""

    quantity: int
    weight_grams: int
    total_cents: int


@dataclass(frozen=True)
class Quote:
    """What one shop charges, and how much (or how many pieces) more would make it free; 0 when it is, or never will."""

    cents: int
    missing_for_free_cents: int = 0
    missing_for_free_pieces: int = 0


@dataclass(frozen=True)
class PriceList:
    """The rules of one shop, ready to be asked without another query."""

    shop: Shop
    unit: str = FreightUnit.COUNT
    rules: tuple[FreightRule, ...] = field(default=())
    has_template: bool = False

    def rule_for(self, region_code: str) -> FreightRule | None:
        """The rule with the longest matching prefix; one without prefixes serves everywhere else."""
        best: FreightRule | None = None
        longest = -1
        for rule in self.rules:
            reach = _reach(rule, region_code)
            if reach > longest:
                best, longest = rule, reach
        return best

    def quote(self, goods: Sequence[Goods], region_code: str) -> Quote:
        """What sending these goods there costs; NotServed names the shop."""
        if not self.has_template or not goods:
            return Quote(0)
        rule = self.rule_for(region_code)
        if rule is None or not rule.is_served:
            raise NotServed(shop=self.shop.name)
        missing_cents = _missing(rule.free_over_cents, sum(line.total_cents for line in goods))
        missing_pieces = _missing(rule.free_from_pieces, sum(line.quantity for line in goods))
        cents = _charge(rule, units_of(goods, self.unit))
        if 0 in {cents, missing_cents, missing_pieces}:
            return Quote(0)
        return Quote(cents, missing_cents or 0, missing_pieces or 0)


def _missing(wanted: int | None, there: int) -> int | None:
    """How much is missing; None when no amount would do."""
    return None if wanted is None else max(0, wanted - there)


def units_of(goods: Iterable[Goods], unit: str) -> int:
    """Pieces, or begun kilograms of the whole parcel."""
    if unit == FreightUnit.WEIGHT:
        grams = sum(line.quantity * line.weight_grams for line in goods)
        return -(-grams // GRAMS_PER_KILOGRAM)
    return sum(line.quantity for line in goods)


def _reach(rule: FreightRule, region_code: str) -> int:
    """How exactly a rule means this region: length of its longest fitting prefix; 0 is everywhere, −1 not at all."""
    if not rule.region_prefixes:
        return 0
    return max((len(prefix) for prefix in rule.region_prefixes if region_code.startswith(prefix)), default=-1)


def _charge(rule: FreightRule, units: int) -> int:
    further = max(0, units - rule.first_units)
    return rule.first_cents + -(-further // rule.next_units) * rule.next_cents


def price_lists(shops: Iterable[Shop]) -> dict[int, PriceList]:
    """The price list of each shop, by shop pk, in two queries."""
    wanted = {shop.pk: shop for shop in shops}
    templates = FreightTemplate.objects.filter(shop__in=wanted, is_default=True).prefetch_related(
        Prefetch("rules", queryset=FreightRule.objects.order_by("pk"))
    )
    found = {
        one.shop_id: PriceList(wanted[one.shop_id], one.unit, tuple(one.rules.all()), has_template=True)
        for one in templates
    }
    return {pk: found.get(pk) or PriceList(shop) for pk, shop in wanted.items()}


def quote(*, shop: Shop, goods: Sequence[Goods], region_code: str) -> Quote:
    """What one shop charges for sending these goods there."""
    return price_lists([shop])[shop.pk].quote(goods, region_code)
