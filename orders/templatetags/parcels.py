"""Filters for orders and parcels: the colour of a state, the name of a region, a barcode."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from accounts.addresses.regions import label
from config.kernel.clock import now
from orders.checkout.models import Order
from orders.fulfilment import attention
from orders.fulfilment.barcode import barcode_svg
from orders.fulfilment.exports import buyer_name
from orders.fulfilment.models import Parcel, ParcelStatus
from orders.fulfilment.states import ACTIVE
from orders.fulfilment.timeline import kind_of

register = template.Library()


@register.filter
def state_kind(status: str) -> str:
    return kind_of(status)


@register.filter
def region(code: str) -> str:
    """330106 → 浙江省 杭州市 西湖区."""
    return label(code) if code else ""


@register.filter
def buyer(order: Order) -> str:
    """The buyer's masked name."""
    return buyer_name(order)


@register.filter
def is_awaited(parcel: Parcel) -> bool:
    """Whether somebody waits for it at the other end."""
    return parcel.status in ACTIVE and parcel.status != ParcelStatus.RETURNING


@register.filter
def is_overdue(parcel: Parcel) -> bool:
    """On its way for longer than is usual."""
    return parcel.late_at is not None and parcel.late_at < now()


@register.filter
def province(code: str) -> str:
    """33 → 浙江省."""
    return attention.province_label(code)


@register.filter
def why_late(parcel: Parcel) -> str:
    return attention.why_late(parcel)


@register.filter
def hours_late(parcel: Parcel) -> int:
    return attention.hours_late(parcel)


@register.filter
def barcode(text: str) -> SafeString:
    return barcode_svg(text)
