"""What an editor, an import or the API hands over to be saved: plain values, already of the right type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MOST_OPTIONS = 3
MOST_VARIANTS = 100
MOST_PICTURES = 12


@dataclass(frozen=True)
class OptionDraft:
    name: str
    labels: tuple[str, ...]


@dataclass(frozen=True)
class VariantDraft:
    """One row of the matrix. `choices` has a label for each option, in order; `on_hand` None leaves the stock alone."""

    sku: str
    price_cents: int
    choices: tuple[str, ...] = ()
    on_hand: int | None = None
    weight_grams: int = 0
    is_active: bool = True
    picture_id: str | None = None

    @property
    def label(self) -> str:
        return " / ".join(self.choices)


@dataclass(frozen=True)
class ProductDraft:
    title: str
    category_id: int
    variants: Sequence[VariantDraft]
    options: Sequence[OptionDraft] = ()
    subtitle: str = ""
    description: str = ""
    language: str = "zh-hans"
    attribute_ids: Sequence[int] = ()
    picture_ids: Sequence[str] = ()  # in their order; the first is the cover
