"""Picking up in templates: `{% load pickup %}{% pickup_block order %}`."""

from __future__ import annotations

import io
from typing import Any

import segno
from django import template
from django.utils.safestring import SafeString, mark_safe

from orders.checkout.models import Order
from orders.pickup.selectors import code_for_buyer, collection_of

register = template.Library()


@register.inclusion_tag("orders/pickup/_block.html", takes_context=True)
def pickup_block(context: dict[str, Any], order: Order) -> dict[str, Any]:
    """What the buyer of a fetched order sees."""
    collection = collection_of(order)
    return {
        "request": context.get("request"),
        "order": order,
        "point": order.pickup_point,
        "collection": collection,
        "code": code_for_buyer(order, collection),
    }


@register.inclusion_tag("orders/pickup/_merchant_block.html", takes_context=True)
def pickup_desk(context: dict[str, Any], order: Order) -> dict[str, Any]:
    """What its shop sees: never the code."""
    said = {"order": order, "point": order.pickup_point, "collection": collection_of(order)}
    return said | {"request": context.get("request"), "csrf_token": context.get("csrf_token")}


@register.filter
def qr(code: str) -> SafeString:
    """The digits as a QR picture, drawn by us; nothing of the outside is in it."""
    out = io.BytesIO()
    segno.make(code, error="m", micro=False).save(out, kind="svg", border=2, xmldecl=False, svgns=False, omitsize=True)
    return mark_safe(out.getvalue().decode())  # noqa: S308 - digits only


@register.filter
def spaced(code: str) -> str:
    """12345678 → 1234 5678."""
    return f"{code[:4]} {code[4:]}"
