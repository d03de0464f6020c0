"""Facts about products."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from config.kernel.events import Event


@dataclass(frozen=True)
class ProductListed(Event):
    name: ClassVar[str] = "catalog.product_listed"
    product_id: int


@dataclass(frozen=True)
class ProductUnlisted(Event):
    name: ClassVar[str] = "catalog.product_unlisted"
    product_id: int


@dataclass(frozen=True)
class PriceChanged(Event):
    name: ClassVar[str] = "catalog.price_changed"
    product_id: int
    variant_id: int
    before_cents: int
    after_cents: int


@dataclass(frozen=True)
class ListingSubmitted(Event):
    name: ClassVar[str] = "catalog.listing_submitted"
    product_id: int


@dataclass(frozen=True)
class ListingApproved(Event):
    name: ClassVar[str] = "catalog.listing_approved"
    product_id: int


@dataclass(frozen=True)
class ListingRejected(Event):
    name: ClassVar[str] = "catalog.listing_rejected"
    product_id: int
    reason: str
