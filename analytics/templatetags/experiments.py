"""What a reader sees in experiments, for templates of apps below (decision 0006)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template

from analytics.experiments.running import titles_for

register = template.Library()


@register.simple_tag(takes_context=True)
def tested_titles(context: template.Context, products: Any) -> str:
    """Gives products under a title test the title this reader sees, as `shown_title`. Call it before the list is drawn.

    {% tested_titles page.items %} or, for one, {% tested_titles product %}
    """
    rows = list(products) if isinstance(products, Iterable) else [products]
    found = titles_for(_reader(context), [one.pk for one in rows if getattr(one, "pk", None)])
    for one in rows:
        if title := found.get(one.pk):
            one.title_for_reader = title
    return ""


@register.simple_tag
def trail_of(trail: Any, product: Any) -> list[Any]:
    """The way to a product, its end called as this reader's page calls it."""
    return [*trail[:-1], (product.shown_title, "")]


def _reader(context: template.Context) -> int | None:
    user = getattr(context.get("request"), "user", None)
    return user.pk if user is not None and user.is_authenticated else None
