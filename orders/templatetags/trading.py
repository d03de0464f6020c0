"""Words and shapes for orders in templates: `{% load trading %}`."""

from __future__ import annotations

from collections.abc import Mapping

from django import template

from accounts.addresses import regions
from orders.checkout.models import Order, OrderStatus
from orders.checkout.wording import reason_text
from orders.payments.gateways import gateways_here
from orders.payments.models import Refund
from orders.payments.wording import OUTCOMES, REFUSALS

register = template.Library()

STATE_KINDS: dict[str, str] = {
    OrderStatus.PENDING_PAYMENT: "wait",
    OrderStatus.WAIT_GROUP: "go",
    OrderStatus.TO_SHIP: "wait",
    OrderStatus.PARTLY_SHIPPED: "go",
    OrderStatus.SHIPPED: "go",
    OrderStatus.DELIVERED: "good",
    OrderStatus.COMPLETED: "good",
    OrderStatus.SETTLED: "good",
    OrderStatus.REFUNDING: "wait",
}


@register.filter
def order_kind(status: str) -> str:
    """The colour of an order's state badge."""
    return STATE_KINDS.get(status, "")


@register.filter
def region_label(code: str) -> str:
    """浙江省 杭州市 西湖区 / Xihu, Hangzhou, Zhejiang."""
    return regions.label(code)


@register.filter
def note_for(notes: Mapping[str, str], slug: str) -> str:
    return notes.get(slug, "")


@register.filter
def gateway_label(name: str) -> str:
    """A payment provider as people call it; one that is gone keeps its bare name."""
    return next((str(one.label) for one in gateways_here() if one.name == name), name)


@register.filter
def heard(outcome: str) -> str:
    """What a provider's message led to."""
    return str(OUTCOMES.get(outcome, outcome))


@register.filter
def refusal(why: str) -> str:
    """Why a provider's message was not believed."""
    return str(REFUSALS.get(why, why))


@register.filter
def why_closed(order: Order) -> str:
    """The reason an order ended without goods, in words."""
    return reason_text(order.close_reason)


@register.filter
def refunds_of(order: Order) -> list[Refund]:
    """Money given back, or on its way back, for an order."""
    return list(order.refunds.order_by("pk"))
