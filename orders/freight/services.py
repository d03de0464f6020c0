"""Changing a shop's price list for sending."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction

from catalog.shops.models import Shop
from config.kernel.locks import locked_one
from orders.freight.models import FreightRule, FreightTemplate


@dataclass(frozen=True)
class RuleDraft:
    """One line of the list as the merchant wrote it."""

    region_prefixes: list[str] = field(default_factory=list)
    is_served: bool = True
    first_units: int = 1
    first_cents: int = 0
    next_units: int = 1
    next_cents: int = 0
    free_over_cents: int | None = None
    free_from_pieces: int | None = None


@transaction.atomic
def write_price_list(*, shop: Shop, name: str, unit: str, rules: Sequence[RuleDraft]) -> FreightTemplate:
    """Replace the list used at checkout. Orders already placed keep what they were charged."""
    locked_one(Shop.objects.all(), shop.pk)
    template, _is_new = FreightTemplate.objects.update_or_create(
        shop=shop, is_default=True, defaults={"name": name, "unit": unit}
    )
    template.rules.all().delete()
    FreightRule.objects.bulk_create(FreightRule(template=template, **vars(rule)) for rule in rules)
    return template
