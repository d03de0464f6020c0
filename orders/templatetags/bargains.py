"""The bargains a product's page offers: `{% load bargains %}{% bargain_offers product %}`."""

from __future__ import annotations

from typing import Any

from django import template

from catalog.products.models import Product
from orders.bargain.selectors import live_bargains_of, open_campaigns_of

register = template.Library()


@register.inclusion_tag("orders/bargain/_offers.html", takes_context=True)
def bargain_offers(context: template.Context, product: Product) -> dict[str, Any]:
    """What can be begun, or goes on already, for this product; two queries, one where there is none."""
    campaigns = open_campaigns_of(product)
    mine = live_bargains_of(context["user"], campaigns) if campaigns else {}
    return {"offers": [{"campaign": one, "mine": mine.get(one.pk)} for one in campaigns]}
