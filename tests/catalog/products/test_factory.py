"""The tests' shortcut leaves a product as the services do."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from catalog.inventory.models import Movement, Stock
from catalog.products.drafts import ProductDraft, VariantDraft
from catalog.products.models import Product, ProductPicture, Variant
from tests.factories.catalog import at_once, by_services, make_category, make_picture, make_shop

pytestmark = pytest.mark.django_db
OTHERWISE = {"id", "pk", "key", "slug", "created_at", "updated_at", "at", "product_id", "variant_id", "shop_id"}


def rows_of(product: Product) -> list[list[dict[str, Any]]]:
    """All rows of a product, without what names them or says when."""
    of_it = {
        Product: {"pk": product.pk},
        Variant: {"product": product},
        ProductPicture: {"product": product},
        Stock: {"variant__product": product},
        Movement: {"variant__product": product},
    }
    tables = [list(model.objects.filter(**which).order_by("pk").values()) for model, which in of_it.items()]
    return [[{name: row[name] for name in row.keys() - OTHERWISE} for row in rows] for rows in tables]


def tokens_of(product: Product) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT search::text FROM catalog_product WHERE id = %s", [product.pk])
        return str(cursor.fetchone()[0])


@pytest.mark.parametrize("stock", [0, 7])
@pytest.mark.parametrize("pictures", [0, 2])
def test_both_ways_leave_the_same_rows(stock: int, pictures: int) -> None:
    category = make_category()
    shops = [make_shop(name="听荷茶舍") for _ in range(2)]
    draft = ProductDraft(
        title="龙井 West Lake",
        subtitle="明前",
        description="清香。",
        category_id=category.pk,
        variants=[VariantDraft(sku="LJ-1", price_cents=9_900, weight_grams=250)],
        picture_ids=[make_picture().pk for _ in range(pictures)],
    )
    slow, quick = by_services(shops[0], draft, stock), at_once(shops[1], draft, stock)
    assert rows_of(quick) == rows_of(slow)
    assert tokens_of(quick) == tokens_of(slow)
    again = Product.objects.get(pk=quick.pk)
    assert all(getattr(quick, name) == getattr(again, name) for name in vars(again) if name != "_state")
