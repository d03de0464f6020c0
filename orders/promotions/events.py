"""Facts about promotions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from config.kernel.events import Event


@dataclass(frozen=True)
class CampaignStarted(Event):
    name: ClassVar[str] = "orders.campaign_started"
    campaign_id: int


@dataclass(frozen=True)
class CampaignStopped(Event):
    name: ClassVar[str] = "orders.campaign_stopped"
    campaign_id: int


@dataclass(frozen=True)
class CouponTaken(Event):
    """A coupon is in somebody's pocket: taken, given, or earned by paying."""

    name: ClassVar[str] = "orders.coupon_taken"
    coupon_id: int
    source: str


@dataclass(frozen=True)
class ClubJoined(Event):
    name: ClassVar[str] = "orders.club_joined"
    shop_id: int
    user_id: int


@dataclass(frozen=True)
class ClubLeft(Event):
    name: ClassVar[str] = "orders.club_left"
    shop_id: int
    user_id: int
