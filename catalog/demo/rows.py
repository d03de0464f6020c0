"""Everything about to be written, collected first and inserted table by table."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

from django.db.models import Model

from catalog.demo.pictures import TONE_OF_COLOUR, drawn
from catalog.inventory.models import Movement, Reason, Stock
from catalog.products.models import Option, OptionValue, Product, ProductPicture, Variant
from catalog.taxonomy.models import AttributeValue, Category
from config.kernel.demo import World
from config.kernel.models import UploadedPicture

BATCH = 2_000


@dataclass
class Rows:
    world: World
    categories: dict[str, tuple[Category, str]]
    values: dict[str, AttributeValue]
    products: list[Product] = field(default_factory=list)
    pictures: list[UploadedPicture] = field(default_factory=list)
    links: list[ProductPicture] = field(default_factory=list)
    options: list[Option] = field(default_factory=list)
    option_values: list[OptionValue] = field(default_factory=list)
    variants: list[Variant] = field(default_factory=list)
    stocks: list[Stock] = field(default_factory=list)
    attributes: list[tuple[Product, AttributeValue]] = field(default_factory=list)
    chosen: list[tuple[Variant, OptionValue]] = field(default_factory=list)

    def picture(self, *, kind: str, tone: str, ratio: str, seed: int, alt: str, dice: Random) -> UploadedPicture:
        key = self.world.public_id(dice)
        made = drawn(key=key, kind=kind, tone=tone, ratio=ratio, seed=seed, alt=alt)
        self.pictures.append(made)
        return made

    def tone_of(self, colour: str) -> str:
        return TONE_OF_COLOUR[colour]

    def write(self) -> None:
        """Parents first; the rows in the lists get their pks on the way."""
        tables: tuple[tuple[type[Model], list[Any]], ...] = (
            (UploadedPicture, self.pictures),
            (Product, self.products),
            (ProductPicture, self.links),
            (Option, self.options),
            (OptionValue, self.option_values),
            (Variant, self.variants),
            (Stock, self.stocks),
        )
        for model, rows in tables:
            model._default_manager.bulk_create(rows, batch_size=BATCH)
        has = Product.attributes.through
        has.objects.bulk_create(
            [has(product_id=product.pk, attributevalue_id=value.pk) for product, value in self.attributes], BATCH
        )
        chose = Variant.values.through
        chose.objects.bulk_create(
            [chose(variant_id=variant.pk, optionvalue_id=value.pk) for variant, value in self.chosen], BATCH
        )
        Movement.objects.bulk_create(
            [
                Movement(variant_id=stock.variant_id, on_hand_change=stock.on_hand, reason=Reason.COUNTED)
                for stock in self.stocks
                if stock.on_hand
            ],
            BATCH,
        )
