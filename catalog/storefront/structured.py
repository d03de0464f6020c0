"""What search engines read: schema.org as JSON-LD, safe inside a script element."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from catalog.products.models import Product
from catalog.storefront.selectors import Choosing

_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def json_ld(data: dict[str, Any]) -> SafeString:
    """JSON that cannot end its script element."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(_ESCAPES))  # noqa: S308 - escaped right here


def product_data(product: Product, choice: Choosing) -> dict[str, Any]:
    url = settings.SITE_URL + reverse("catalog:product", args=[product.slug])
    prices = [offer.price.cents for offer in choice.offers] or [product.price_min_cents]
    return {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": product.title,
        "description": product.subtitle or product.title,
        "url": url,
        "image": [settings.SITE_URL + picture.picture.url for picture in product.pictures.all()],
        "category": product.category.label,
        "brand": {"@type": "Brand", "name": product.shop.name},
        "offers": {
            "@type": "AggregateOffer",
            "priceCurrency": product.shop.currency,
            "lowPrice": f"{min(prices) // 100}.{min(prices) % 100:02d}",
            "highPrice": f"{max(prices) // 100}.{max(prices) % 100:02d}",
            "offerCount": len(prices),
            "availability": f"https://schema.org/{'OutOfStock' if choice.sold_out else 'InStock'}",
        },
    }
