"""From figures to the people behind them, for templates of slices below segments."""

from __future__ import annotations

from django import template

from analytics.segments.cells import save_url, value_cell, value_group

register = template.Library()


@register.simple_tag
def people_of_cell(portal: str, recency: int, worth: int) -> str:
    """The address that makes a segment of a cell of the grid of customers' value."""
    return save_url(portal, value_cell(recency, worth))


@register.simple_tag
def people_of_group(portal: str, group: str) -> str:
    """The same for one of the ten groups."""
    return save_url(portal, value_group(group))
