"""The bell of the layouts: `{% load bell %}{% bell %}`. From the cache; what isn't there is fetched after the page."""

from __future__ import annotations

from typing import Any

from django import template

from community.notifications.selectors import bell_if_known

register = template.Library()


@register.inclusion_tag("community/notifications/_bell.html", takes_context=True)
def bell(context: template.Context) -> dict[str, Any]:
    count = bell_if_known(context["user"])
    return {"count": count or 0, "is_known": count is not None, "is_layout": True}
