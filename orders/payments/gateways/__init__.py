"""The providers this site may use, by name."""

from __future__ import annotations

from django.conf import settings

from config.kernel.errors import NotFound
from orders.payments.errors import NoGateway
from orders.payments.gateways.alipay import Alipay
from orders.payments.gateways.base import Gateway
from orders.payments.gateways.breaker import Guarded
from orders.payments.gateways.house import Cash, Wallet
from orders.payments.gateways.sandbox import Sandbox, SandboxCard
from orders.payments.gateways.stripe import Stripe
from orders.payments.gateways.wechatpay import WechatPay

KNOWN: dict[str, Gateway] = {
    one.name: one for one in (Sandbox(), SandboxCard(), Alipay(), WechatPay(), Stripe(), Wallet(), Cash())
}
SANDBOXES = frozenset({"sandbox", "sandbox_card"})
HOUSE = frozenset({"wallet", "cod"})  # no other machine: our own books say what happened


def gateway_named(name: str) -> Gateway:
    """A provider that is switched on here; others don't exist."""
    if name not in settings.PAYMENT_GATEWAYS or name not in KNOWN:
        raise NotFound
    return Guarded(KNOWN[name])


def gateways_here() -> list[Gateway]:
    """Those that are switched on, in the order of the settings."""
    return [Guarded(KNOWN[name]) for name in settings.PAYMENT_GATEWAYS if name in KNOWN]


def default_gateway() -> Gateway:
    """The one a new payment goes to unless the buyer chooses: the first that is another machine."""
    here = gateways_here()
    for gateway in here:
        if gateway.name not in HOUSE:
            return gateway
    if here:
        return here[0]
    raise NoGateway
