"""Facts about bargains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from config.kernel.events import Event


@dataclass(frozen=True)
class BargainStarted(Event):
    """Somebody began a bargain and can ask friends."""

    name: ClassVar[str] = "orders.bargain_started"
    bargain_id: int
    campaign_id: int
    user_id: int


@dataclass(frozen=True)
class PriceCut(Event):
    """A friend took a bargain's price down."""

    name: ClassVar[str] = "orders.price_cut"
    bargain_id: int
    help_id: int
    helper_id: int


@dataclass(frozen=True)
class BargainBought(Event):
    """The piece of a bargain was paid for."""

    name: ClassVar[str] = "orders.bargain_bought"
    bargain_id: int
    order_id: int


@dataclass(frozen=True)
class BargainExpired(Event):
    """A bargain's time ran out before its piece was bought."""

    name: ClassVar[str] = "orders.bargain_expired"
    bargain_id: int


@dataclass(frozen=True)
class BargainCampaignStopped(Event):
    """No bargain can begin in this campaign any more; those begun run on."""

    name: ClassVar[str] = "orders.bargain_campaign_stopped"
    campaign_id: int
    by_platform: bool
