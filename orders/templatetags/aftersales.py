"""After-sales in templates: the colour of a state, and what an order's page says about its cases."""

from __future__ import annotations

from typing import Any

from django import template

from config.kernel.templatetags.hetang import cents
from orders.aftersales.claims import options_of
from orders.aftersales.selectors import cases_of_order
from orders.aftersales.wording import STATE_KINDS
from orders.checkout.models import Order

register = template.Library()


@register.filter
def case_kind(status: str) -> str:
    """The colour of a case's state badge."""
    return STATE_KINDS.get(status, "")


@register.filter
def sum_of(value: object, currency: str) -> str:
    return cents(int(str(value or 0)), currency)


@register.inclusion_tag("orders/aftersales/_shop_block.html")
def cases_at_shop(order: Order) -> dict[str, Any]:
    """The same for the people of the shop."""
    return {"order": order, "cases": cases_of_order(order)}


@register.inclusion_tag("orders/aftersales/_block.html")
def aftersales_of(order: Order) -> dict[str, Any]:
    """Cases of an order, and whether its buyer may open another one."""
    return {"order": order, "cases": cases_of_order(order), "can_apply": bool(options_of(order))}
