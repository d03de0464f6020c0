"""Received orders and reviews for tests, made by the services."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from catalog.products.models import Product, Variant
from config.kernel.clock import now
from content.reviews.models import Review
from content.reviews.services import Draft, write_review
from orders.checkout.models import Order, OrderLine, OrderStatus
from tests.factories.accounts import UserFactory
from tests.factories.catalog import make_variant
from tests.factories.orders import make_paid_order


def make_received_order(
    buyer: Any = None, *variants: Variant, completed_at: datetime | None = None, **fields: Any
) -> Order:
    """A paid order its buyer has received, one piece of each variant (of one shop)."""
    wanted = dict.fromkeys(variants or (make_variant(),), 1)
    order = make_paid_order(buyer or UserFactory(), wanted)
    wish = {"status": OrderStatus.COMPLETED, "completed_at": completed_at or now()} | fields
    Order.objects.filter(pk=order.pk).update(**wish)
    order.refresh_from_db()
    return order


def received_line(buyer: Any = None, variant: Variant | None = None, **fields: Any) -> OrderLine:
    order = make_received_order(buyer, *([variant] if variant else []), **fields)
    return OrderLine.objects.select_related("order__shop", "variant__product__category").get(order=order)


def make_review(
    product: Product | None = None,
    author: Any = None,
    *,
    rating: int = 5,
    text: str = "香气很好，包装也稳。",
    tags: Sequence[str] = (),
    **fields: Any,
) -> Review:
    """A review of a product (with one variant), by somebody who bought and received it."""
    author = author or UserFactory()
    line = received_line(author, product.variants.first() if product else None)
    return write_review(author=author, line=line, draft=Draft(rating, text, tags, **fields))
