"""The options and combinations of the product editor as a person types them: texts in, texts and errors out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import product as combinations
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from catalog.inventory.services import MOST_ON_HAND
from catalog.products.drafts import MOST_OPTIONS, MOST_VARIANTS, OptionDraft, VariantDraft
from catalog.products.models import CENTS_LIMIT, Product, Variant

if TYPE_CHECKING:
    from django.http import QueryDict

    from catalog.shops.models import Shop

SEPARATOR = " / "
_LABELS = re.compile(r"[,，、;；\n]+")
_MONEY = re.compile(r"[0-9]{1,8}(\.[0-9]{1,2})?")
_WHOLE = re.compile(r"[0-9]{1,9}")
LONGEST_LABEL, LONGEST_NAME, LONGEST_SKU = 40, 30, 60


@dataclass(frozen=True)
class OptionInput:
    name: str = ""
    text: str = ""
    error: str = ""

    @property
    def labels(self) -> tuple[str, ...]:
        labels = (" ".join(part.replace("/", "∕").split()) for part in _LABELS.split(self.text))
        return tuple(dict.fromkeys(label for label in labels if label))


@dataclass(frozen=True)
class RowInput:
    """One combination. `stock_was` is what the page showed: only a changed number is a new count."""

    choices: tuple[str, ...] = ()
    sku: str = ""
    price: str = ""
    stock: str = ""
    stock_was: str = ""
    weight: str = ""
    picture: str = ""
    is_active: bool = True
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        return SEPARATOR.join(self.choices)


@dataclass(frozen=True)
class MatrixInput:
    options: Sequence[OptionInput]
    rows: Sequence[RowInput]
    error: str = ""

    @property
    def is_valid(self) -> bool:
        return not (self.error or any(one.error for one in self.options) or any(row.errors for row in self.rows))

    @property
    def used_options(self) -> list[OptionInput]:
        return [option for option in self.options if option.name and option.labels]


def read_matrix(data: QueryDict) -> MatrixInput:
    """What the form sent, with a row for each combination of the options as they are now."""
    options = [
        OptionInput(
            _clean(data.get(f"option-{n}-name", "")), data.get(f"option-{n}-labels", "")[:4000].replace("\x00", "")
        )
        for n in range(MOST_OPTIONS)
    ]
    sent = [_read_row(data, n) for n in range(MOST_VARIANTS) if f"row-{n}-price" in data]
    matrix = _with_rows(MatrixInput(options, sent))
    fill = {name: _clean(data.get(f"fill-{name}", "")) for name in ("price", "stock", "weight")}
    if data.get("action") == "fill":
        changes: dict[str, Any] = {name: text for name, text in fill.items() if text}
        matrix = replace(matrix, rows=[replace(row, **changes) for row in matrix.rows])
    return matrix


def _plain(text: str) -> str:
    return text[:4000].replace("\x00", "")


def _clean(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())[:200]


def _read_row(data: QueryDict, n: int) -> RowInput:
    def get(name: str) -> str:
        return _clean(data.get(f"row-{n}-{name}", ""))

    return RowInput(
        choices=tuple(part for part in get("choices").split(SEPARATOR) if part),
        sku=get("sku"),
        price=get("price"),
        stock=get("stock"),
        stock_was=get("stock-was"),
        weight=get("weight"),
        picture=get("picture"),
        is_active=f"row-{n}-active" in data,
    )


def _with_rows(matrix: MatrixInput) -> MatrixInput:
    """A row for each combination: what was typed for it stays, new ones copy the first row's numbers."""
    used = matrix.used_options
    wanted = 1
    for option in used:
        wanted *= len(option.labels)
    if wanted > MOST_VARIANTS:
        error = _("That makes %(count)s combinations; %(most)s is the most a product can have.")
        return replace(matrix, error=error % {"count": wanted, "most": MOST_VARIANTS})
    known = {row.choices: row for row in matrix.rows}
    pattern = replace(matrix.rows[0], sku="", stock_was="", picture="", is_active=True) if matrix.rows else RowInput()
    rows = [
        known.get(choices) or replace(pattern, choices=choices)
        for choices in combinations(*(one.labels for one in used))
    ]
    return replace(matrix, rows=rows)


def matrix_of(product: Product | None) -> MatrixInput:
    """The matrix of a product as it is, or an empty one."""
    blank = [OptionInput()] * MOST_OPTIONS
    if product is None:
        return MatrixInput(blank, [RowInput()])
    options = list(product.options.prefetch_related("values"))
    shown = [OptionInput(one.name, "，".join(value.label for value in one.values.all())) for one in options]
    variants = product.variants.exclude(label__contains="~").select_related("stock").order_by("position", "pk")
    return _with_rows(MatrixInput([*shown, *blank][:MOST_OPTIONS], [_row_of(variant) for variant in variants]))


def _row_of(variant: Variant) -> RowInput:
    stock = getattr(variant, "stock", None)
    on_hand = str(stock.on_hand if stock else 0)
    whole, cents = divmod(variant.price_cents, 100)
    return RowInput(
        choices=tuple(part for part in variant.label.split(SEPARATOR) if part),
        sku=variant.sku,
        price=f"{whole}.{cents:02d}" if cents else str(whole),
        stock=on_hand,
        stock_was=on_hand,
        weight=str(variant.weight_grams or ""),
        picture=variant.picture_id or "",
        is_active=variant.is_active,
    )


def checked(matrix: MatrixInput, *, shop: Shop, product: Product | None, pictures: Sequence[str]) -> MatrixInput:
    """The same with an error beside everything that cannot be saved."""
    options = [replace(option, error=_option_error(option, matrix)) for option in matrix.options]
    skus = [row.sku for row in matrix.rows if row.sku]
    others = Variant.objects.filter(shop=shop, sku__in=skus)
    taken = set((others.exclude(product=product) if product else others).values_list("sku", flat=True))
    rows = [replace(row, errors=_row_errors(row, skus=skus, taken=taken, pictures=pictures)) for row in matrix.rows]
    error = matrix.error
    if not error and not any(row.is_active for row in rows):
        error = _("At least one combination must be for sale.")
    return replace(matrix, options=options, rows=rows, error=error)


def _option_error(option: OptionInput, matrix: MatrixInput) -> str:
    if option.labels and not option.name:
        return _("Give this option a name, such as Colour.")
    if option.name and not option.labels:
        return _("List the choices, separated by commas.")
    if len(option.name) > LONGEST_NAME or any(len(label) > LONGEST_LABEL for label in option.labels):
        return _("Names have at most 30 characters, choices at most 40.")
    if option.name and [one.name for one in matrix.options].count(option.name) > 1:
        return _("Two options have the same name.")
    return ""


def _row_errors(row: RowInput, *, skus: Sequence[str], taken: set[str], pictures: Sequence[str]) -> dict[str, str]:
    errors: dict[str, str] = {}
    if not _MONEY.fullmatch(row.price) or not 0 < cents_of(row.price) <= CENTS_LIMIT:
        errors["price"] = _("An amount such as 58 or 58.50.")
    if not _WHOLE.fullmatch(row.stock or "0") or int(row.stock or 0) > MOST_ON_HAND:
        errors["stock"] = _("A whole number, 0 or more.")
    if not _WHOLE.fullmatch(row.weight or "0") or int(row.weight or 0) > 1_000_000:
        errors["weight"] = _("Whole grams.")
    if len(row.sku) > LONGEST_SKU or "~" in row.sku:
        errors["sku"] = _("At most 60 characters, without ~.")
    elif row.sku and skus.count(row.sku) > 1:
        errors["sku"] = _("Two rows have this SKU.")
    elif row.sku in taken:
        errors["sku"] = _("Another product of yours has this SKU.")
    if row.picture and row.picture not in pictures:
        errors["picture"] = _("That picture is not one of this product's.")
    return errors


def cents_of(text: str) -> int:
    whole, _dot, part = text.partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0") or 0)


def option_drafts(matrix: MatrixInput) -> list[OptionDraft]:
    return [OptionDraft(option.name, option.labels) for option in matrix.used_options]


def variant_drafts(matrix: MatrixInput, *, sku_start: str) -> list[VariantDraft]:
    """The rows of a valid matrix; a row without a SKU gets one."""
    used = {row.sku for row in matrix.rows}
    drafts = []
    for n, row in enumerate(matrix.rows, start=1):
        sku, turn = row.sku, n
        while not sku:
            candidate = f"{sku_start}-{turn:02d}"
            sku, turn = ("" if candidate in used else candidate), turn + 1
        used.add(sku)
        drafts.append(
            VariantDraft(
                sku=sku,
                price_cents=cents_of(row.price),
                choices=row.choices,
                on_hand=int(row.stock or 0) if row.stock != row.stock_was else None,
                weight_grams=int(row.weight or 0),
                is_active=row.is_active,
                picture_id=row.picture or None,
            )
        )
    return drafts
