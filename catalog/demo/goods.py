"""Reading the lists of demo goods: one line a product, columns split by |."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product as combinations
from pathlib import Path

HERE = Path(__file__).parent
BULK_DISCOUNT = 0.93  # ten times the weight costs about 8.5 times as much
COLOUR, SIZE, WEIGHT, CHOICE = "c", "s", "g", "l"
NAMES = {
    "zh-hans": {COLOUR: "颜色", SIZE: "尺码", WEIGHT: "重量", CHOICE: "规格"},
    "en": {COLOUR: "Colour", SIZE: "Size", WEIGHT: "Weight", CHOICE: "Pack"},
}


@dataclass(frozen=True)
class Choice:
    """One value of an option and how it changes the price."""

    label: str
    factor: float = 1.0


@dataclass(frozen=True)
class DemoOption:
    kind: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Goods:
    """One product as the list has it."""

    title: str
    subtitle: str
    category: str
    kinds: tuple[str, ...]
    price_cents: int
    options: tuple[DemoOption, ...]
    values: tuple[str, ...]

    def rows(self) -> list[tuple[tuple[Choice, ...], int]]:
        """Each combination with its price: whole yuan, and never a price nobody would write on a label."""
        found = []
        for row in combinations(*(option.choices for option in self.options)):
            cents = float(self.price_cents)
            for choice in row:
                cents *= choice.factor
            found.append((row, max(round(cents / 100), 1) * 100))
        return found


def read_goods(shop_slug: str) -> list[Goods]:
    lines = (HERE / "goods" / f"{shop_slug}.txt").read_text(encoding="utf-8").splitlines()
    return [_goods(line) for line in lines if line.strip()]


def _goods(line: str) -> Goods:
    title, subtitle, category, kinds, price, *options, values = line.split("|")
    return Goods(
        title=title,
        subtitle=subtitle,
        category=category,
        kinds=tuple(kinds.split(",")),
        price_cents=int(price) * 100,
        options=tuple(_option(text) for text in options if text),
        values=tuple(values.split(",")),
    )


def _option(text: str) -> DemoOption:
    kind, _colon, listed = text.partition(":")
    if kind == WEIGHT:
        grams = [int(one) for one in listed.split(",")]
        return DemoOption(kind, tuple(Choice(f"{one} g", (one / grams[0]) ** BULK_DISCOUNT) for one in grams))
    pairs = [one.partition("=") for one in listed.split(",")]
    return DemoOption(kind, tuple(Choice(label, float(factor or 1)) for label, _equals, factor in pairs))


def read_tree(name: str) -> list[tuple[bool, list[str]]]:
    """(is under the last root, columns) for each line of a two-level list."""
    lines = (HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [(line.startswith(" "), line.strip().split("|")) for line in lines if line.strip()]
