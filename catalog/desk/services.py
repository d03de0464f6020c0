"""What a merchant does with many products at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from catalog.products.models import ListingStatus, Product
from catalog.products.services import change_prices, list_again, submit_for_review, unlist


@dataclass(frozen=True)
class Outcome:
    done: int
    skipped: int


@transaction.atomic
def put_on_sale(*, products: Sequence[Product]) -> Outcome:
    """Those that passed review before go on sale; drafts go to the operator; the rest stays as it is."""
    done = 0
    for product in products:
        if product.status == ListingStatus.UNLISTED:
            list_again(product=product)
            done += 1
        elif product.status in {ListingStatus.DRAFT, ListingStatus.REJECTED}:
            submit_for_review(product=product)
            done += 1
    return Outcome(done, len(products) - done)


@transaction.atomic
def take_off_sale(*, products: Sequence[Product]) -> Outcome:
    listed = [product for product in products if product.status == ListingStatus.LISTED]
    for product in listed:
        unlist(product=product)
    return Outcome(len(listed), len(products) - len(listed))


@transaction.atomic
def reprice(*, products: Sequence[Product], basis_points: int) -> Outcome:
    for product in products:
        change_prices(product=product, basis_points=basis_points)
    return Outcome(len(products), 0)
