"""The product page and the shop page."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog.products.models import Product
from catalog.products.richtext import rendered
from catalog.search.filters import read_filters
from catalog.search.views import list_context
from catalog.shops.selectors import open_shop_for
from catalog.storefront.selectors import Choosing, choosing, listed_product, more_from_shop, product_for, similar_to
from catalog.storefront.structured import json_ld, product_data
from catalog.taxonomy.selectors import category_tree
from config.kernel.access import public
from config.kernel.language import in_language
from config.kernel.templatetags.hetang import fraction, whole

MOST_AT_ONCE = 999


@public
@require_safe
def product(request: HttpRequest, slug: str) -> HttpResponse:
    found = product_for(slug)
    tree = category_tree()
    choice = choosing(found, key=request.GET.get("variant", ""))
    trail = [(_("Browse"), reverse("catalog:list"))]
    trail += [(one.label, f"{reverse('catalog:list')}?category={one.slug}") for one in tree.trail(found.category)]
    trail.append((found.title, ""))
    context = {
        "product": found,
        "choice": choice,
        "offers": _offers_json(choice),
        "most": min(choice.chosen.left, MOST_AT_ONCE) if choice.chosen else 0,
        "description": rendered(found.description),
        "attributes": _attribute_rows(found),
        "trail": trail,
        "structured": json_ld(product_data(found, choice)),
    }
    return render(request, "catalog/storefront/product.html", context)


@public
@require_safe
def more(request: HttpRequest, slug: str) -> HttpResponse:
    """What stands below a product: what buyers say, notes, neighbours. A fragment, and a page without scripts."""
    found = listed_product(slug)
    context = {"product": found, "from_shop": more_from_shop(found), "similar": similar_to(found, category_tree())}
    part = "#block" if request.headers.get("HX-Request") else ""
    return render(request, f"catalog/storefront/more.html{part}", context)


@public
@require_safe
def shop(request: HttpRequest, slug: str) -> HttpResponse:
    found = open_shop_for(slug)
    filters = replace(read_filters(request.GET), shop=found.slug)
    context = list_context(request, filters, category_tree(), with_shops=False)
    context["chips"] = [(words, url) for words, url in context["chips"] if words != found.slug]
    return render(request, "catalog/storefront/shop.html", context | {"shop": found})


def _offers_json(choice: Choosing) -> list[dict[str, Any]]:
    """What the page's script needs to change price, stock and picture without asking the server."""
    return [
        {
            "key": offer.variant.key,
            "label": offer.variant.label,
            "values": sorted(value.pk for value in offer.variant.values.all()),
            "whole": whole(offer.price.cents),
            "fraction": fraction(offer.price.cents),
            "left": min(offer.left, MOST_AT_ONCE) if offer.is_for_sale else 0,
            "picture": offer.variant.picture_id or "",
        }
        for offer in choice.offers
    ]


def _attribute_rows(found: Product) -> list[tuple[str, str]]:
    comma = in_language("、", ", ")
    rows: dict[str, list[str]] = {}
    for value in found.attributes.all():
        rows.setdefault(value.attribute.label, []).append(value.label)
    return [(name, comma.join(labels)) for name, labels in rows.items()]
