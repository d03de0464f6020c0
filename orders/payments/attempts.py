"""How we and a provider name one attempt to pay. Below models and gateways, because both speak of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Attempt:
    """One attempt as we asked for it. `provider_ref` is the provider's own name for it, once it gave one."""

    out_trade_no: str
    amount_cents: int
    currency: str
    provider_ref: str = ""
    is_hold: bool = False
