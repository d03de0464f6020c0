"""What a shopper asks for, as it stands in the address: words, category, price, shop, properties, sort."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING
from unicodedata import normalize

from catalog.products.models import CENTS_LIMIT

if TYPE_CHECKING:
    from django.http import QueryDict

LONGEST_QUERY = 100
MOST_VALUES = 20
NEWEST, BEST, CHEAP, DEAR, RELEVANT = "new", "best", "price", "-price", "relevance"
SORTS = (RELEVANT, NEWEST, BEST, CHEAP, DEAR)


@dataclass(frozen=True)
class Filters:
    """A question to the list of products. Nonsense in the address is dropped and named in `mistakes`."""

    text: str = ""
    category: str = ""
    shop: str = ""
    least_cents: int | None = None
    most_cents: int | None = None
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    in_stock: bool = False
    sort: str = BEST
    mistakes: tuple[str, ...] = ()

    def key(self) -> str:
        """Equal questions have equal keys, whatever their sort."""
        chosen = sorted((slug, tuple(sorted(ones))) for slug, ones in self.values.items())
        return repr((self.text, self.category, self.shop, self.least_cents, self.most_cents, chosen, self.in_stock))

    @property
    def is_narrowed(self) -> bool:
        return replace(self, text="", sort=BEST, mistakes=()) != Filters()

    def without(self, **changes: object) -> Filters:
        return replace(self, **changes)  # type: ignore[arg-type]  # names of our own fields


def read_filters(query: QueryDict) -> Filters:
    """The filters of an address. `v` is repeated: v=material.linen&v=season.summer."""
    text = " ".join(query.get("q", "").replace("\x00", "").split())[:LONGEST_QUERY]
    mistakes: list[str] = []
    low, high = _cents(query.get("min", ""), "min", mistakes), _cents(query.get("max", ""), "max", mistakes)
    if low is not None and high is not None and low > high:
        low, high = high, low
    sort = query.get("sort", "")
    if sort not in SORTS or (sort == RELEVANT and not text):
        sort = RELEVANT if text else BEST
    return Filters(
        text=text,
        category=_slug(query.get("category", "")),
        shop=_slug(query.get("shop", "")),
        least_cents=low,
        most_cents=high,
        values=_values(query.getlist("v")),
        in_stock=query.get("in_stock") in {"1", "on", "true"},
        sort=sort,
        mistakes=tuple(mistakes),
    )


def _slug(text: str) -> str:
    return text.replace("\x00", "")[:60]


def _values(pairs: list[str]) -> dict[str, tuple[str, ...]]:
    chosen: dict[str, tuple[str, ...]] = {}
    for pair in pairs[:MOST_VALUES]:
        attribute, dot, value = _slug(pair).partition(".")
        if dot and value not in chosen.get(attribute, ()):
            chosen[attribute] = (*chosen.get(attribute, ()), value)
    return chosen


def _cents(text: str, name: str, mistakes: list[str]) -> int | None:
    text = normalize("NFKC", text).strip().lstrip("¥$")
    if not text:
        return None
    try:
        cents = int((Decimal(text[:20]) * 100).to_integral_value())
    except (InvalidOperation, ValueError, OverflowError):
        cents = -1
    if not 0 <= cents <= CENTS_LIMIT:
        mistakes.append(name)
        return None
    return cents
