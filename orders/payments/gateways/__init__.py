"""The providers this site may use, by name."""

from __future__ import annotations

from django.conf import settings

from config.kernel.errors import NotFound
from orders.payments.errors import NoGateway
from orders.payments.gateways.base import Gateway
from orders.payments.gateways.sandbox import Sandbox

KNOWN: dict[str, Gateway] = {"sandbox": Sandbox()}


def gateway_named(name: str) -> Gateway:
    """A provider that is switched on here; others don't exist."""
    if name not in settings.PAYMENT_GATEWAYS or name not in KNOWN:
        raise NotFound
    return KNOWN[name]


def default_gateway() -> Gateway:
    """The one a new payment goes to."""
    for name in settings.PAYMENT_GATEWAYS:
        if name in KNOWN:
            return KNOWN[name]
    raise NoGateway
