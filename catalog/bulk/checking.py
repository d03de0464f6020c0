"""Judging the rows of a file: groups of rows become drafts of products, faults get a line and a column."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from django.utils.translation import gettext as _

from catalog.bulk.reader import Row
from catalog.inventory.services import MOST_ON_HAND
from catalog.products.drafts import MOST_VARIANTS, OptionDraft, ProductDraft, VariantDraft
from catalog.products.models import CENTS_LIMIT
from catalog.taxonomy.models import AttributeValue, Category

_MONEY = re.compile(r"[0-9]{1,8}(\.[0-9]{1,2}0*)?")
_WHOLE = re.compile(r"[0-9]{1,9}")
LANGUAGES = ("zh-hans", "en")


@dataclass(frozen=True)
class Fault:
    row: int
    column: str
    message: str

    def as_dict(self) -> dict[str, str | int]:
        return {"row": self.row, "column": self.column, "message": self.message}


@dataclass(frozen=True)
class Group:
    """The rows of one product, and what they say when nothing is wrong with them."""

    lines: tuple[int, ...]
    draft: ProductDraft | None
    faults: tuple[Fault, ...]

    @property
    def line(self) -> int:
        return self.lines[0]

    @property
    def rows(self) -> int:
        return len(self.lines)

    @property
    def skus(self) -> list[str]:
        return [variant.sku for variant in self.draft.variants] if self.draft else []


@dataclass
class Checker:
    """Knows the categories and attributes, and which products and SKUs the file had already."""

    categories: dict[str, int] = field(default_factory=dict)
    values: dict[str, int] = field(default_factory=dict)
    handles: set[str] = field(default_factory=set)
    skus: dict[str, int] = field(default_factory=dict)

    @classmethod
    def ready(cls) -> Checker:
        values = AttributeValue.objects.values_list("attribute__slug", "slug", "pk")
        return cls(
            categories=dict(Category.objects.values_list("slug", "pk")),
            values={f"{attribute}.{slug}": pk for attribute, slug, pk in values},
        )

    def groups(self, rows: Iterable[Row]) -> Iterator[Group]:
        for handle, group in groupby(rows, key=lambda row: row["product"]):
            yield self._group(handle, list(group))

    def _group(self, handle: str, rows: list[Row]) -> Group:
        first, faults = rows[0], []
        lines = tuple(row.line for row in rows)
        if not handle:
            faults.append(Fault(first.line, "product", _("Give the product a code of its own.")))
        elif handle in self.handles:
            faults.append(Fault(first.line, "product", _("The rows of one product must stand together.")))
        self.handles.add(handle)
        if len(rows) > MOST_VARIANTS:
            text = _("A product has at most %(most)s combinations.") % {"most": MOST_VARIANTS}
            return Group(lines, None, (*faults, Fault(rows[MOST_VARIANTS].line, "product", text)))
        faults += self._product_faults(first)
        names = self._option_names(first, faults)
        variants = [self._variant(row, names, faults) for row in rows]
        self._double_choices(rows, variants, faults)
        draft = None if faults else self._draft(first, names, variants)
        return Group(lines, draft, tuple(faults))

    def _product_faults(self, row: Row) -> Iterator[Fault]:
        if not 1 <= len(row["title"]) <= 120:
            yield Fault(row.line, "title", _("A title of 1 to 120 characters."))
        if len(row["subtitle"]) > 120:
            yield Fault(row.line, "subtitle", _("At most 120 characters."))
        if len(row["description"]) > 20_000:
            yield Fault(row.line, "description", _("At most 20,000 characters."))
        if row["category"] not in self.categories:
            yield Fault(row.line, "category", _("We don't know this category. Use its code, such as cups."))
        if row["language"] and row["language"] not in LANGUAGES:
            yield Fault(row.line, "language", _("zh-hans or en."))
        for name in _listed(row["attributes"]):
            if name not in self.values:
                text = _("We don't know the attribute “%(name)s”.") % {"name": name[:60]}
                yield Fault(row.line, "attributes", text)

    def _option_names(self, row: Row, faults: list[Fault]) -> list[str]:
        names = [row[f"option{n}"] for n in (1, 2, 3) if row[f"option{n}"]]
        if len(set(names)) != len(names):
            faults.append(Fault(row.line, "option1", _("Two options have the same name.")))
        if any(len(name) > 30 for name in names):
            faults.append(Fault(row.line, "option1", _("At most 30 characters.")))
        return names

    def _variant(self, row: Row, names: list[str], faults: list[Fault]) -> VariantDraft:
        choices = []
        for n in (1, 2, 3):
            name, value = row[f"option{n}"], row[f"value{n}"].replace("/", "∕")
            if (n <= len(names)) != bool(value) or name not in {"", names[n - 1] if n <= len(names) else ""}:
                faults.append(Fault(row.line, f"value{n}", _("Every row of a product fills the same options.")))
            if len(value) > 40:
                faults.append(Fault(row.line, f"value{n}", _("At most 40 characters.")))
            choices += [value] if value else []
        self._check_sku(row, faults)
        stock = _whole(row, "stock", MOST_ON_HAND, faults)
        return VariantDraft(
            sku=row["sku"],
            price_cents=_cents(row, faults),
            choices=tuple(choices),
            on_hand=stock if row["stock"] else None,
            weight_grams=_whole(row, "weight", 1_000_000, faults),
        )

    def _check_sku(self, row: Row, faults: list[Fault]) -> None:
        sku = row["sku"]
        if not 1 <= len(sku) <= 60 or "~" in sku:
            faults.append(Fault(row.line, "sku", _("A SKU of 1 to 60 characters, without ~.")))
        elif sku in self.skus:
            faults.append(Fault(row.line, "sku", _("Line %(line)s has this SKU already.") % {"line": self.skus[sku]}))
        self.skus.setdefault(sku, row.line)

    @staticmethod
    def _double_choices(rows: list[Row], variants: list[VariantDraft], faults: list[Fault]) -> None:
        seen: set[tuple[str, ...]] = set()
        for row, variant in zip(rows, variants, strict=True):
            if variant.choices in seen:
                faults.append(Fault(row.line, "value1", _("This combination stands here twice.")))
            seen.add(variant.choices)

    def _draft(self, row: Row, names: list[str], variants: list[VariantDraft]) -> ProductDraft:
        options = [
            OptionDraft(name, tuple(dict.fromkeys(variant.choices[place] for variant in variants)))
            for place, name in enumerate(names)
        ]
        return ProductDraft(
            title=row["title"],
            subtitle=row["subtitle"],
            description=row["description"],
            language=row["language"] or "zh-hans",
            category_id=self.categories[row["category"]],
            attribute_ids=[self.values[name] for name in _listed(row["attributes"])],
            options=options,
            variants=variants,
        )


def _listed(text: str) -> list[str]:
    return list(dict.fromkeys(part.strip() for part in re.split(r"[;；,，]", text) if part.strip()))


def _cents(row: Row, faults: list[Fault]) -> int:
    text = row["price"].removeprefix("¥")
    cents = 0
    if _MONEY.fullmatch(text):
        whole, _dot, part = text.partition(".")
        cents = int(whole) * 100 + int((part + "00")[:2])
    if not 0 < cents <= CENTS_LIMIT:
        faults.append(Fault(row.line, "price", _("An amount such as 58 or 58.50.")))
    return cents


def _whole(row: Row, column: str, most: int, faults: list[Fault]) -> int:
    text = row[column] or "0"
    if _WHOLE.fullmatch(text) and int(text) <= most:
        return int(text)
    faults.append(Fault(row.line, column, _("A whole number from 0 to %(most)s.") % {"most": most}))
    return 0
