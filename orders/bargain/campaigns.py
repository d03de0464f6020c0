"""A shop's bargain campaigns: begun, changed, stopped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from catalog.products.models import Variant
from catalog.shops.models import Shop
from config.kernel.audit import record
from config.kernel.clock import now
from config.kernel.events import publish
from config.kernel.locks import locked_one
from config.kernel.templatetags.hetang import cents, exactly
from orders.bargain.errors import CampaignFixed, CampaignsOverlap, SenselessRule
from orders.bargain.events import BargainCampaignStopped
from orders.bargain.models import BargainCampaign, CampaignState
from orders.bargain.selectors import overlapping


@dataclass(frozen=True)
class CampaignDraft:
    """A campaign as the merchant wrote it."""

    variant: Variant
    floor_cents: int
    friends: int
    hours: int
    places: int
    starts_at: datetime
    ends_at: datetime

    @property
    def campaign(self) -> BargainCampaign:
        """The campaign this would be; not saved."""
        return BargainCampaign(shop_id=self.variant.shop_id, **vars(self))


@transaction.atomic
def begin_campaign(*, shop: Shop, draft: CampaignDraft) -> BargainCampaign:
    """Offer a variant as a bargain. One campaign of a variant at a time, so that there is one floor."""
    locked_one(Shop.objects.all(), shop.pk)
    campaign = draft.campaign
    check_campaign(campaign)
    campaign.save()
    return campaign


def check_campaign(campaign: BargainCampaign) -> None:
    """Whether its rule makes sense and no other campaign is in its way."""
    if not campaign.rule.makes_sense:
        price = cents(campaign.variant.price_cents)
        raise SenselessRule(field="floor_cents", price=price, friends=campaign.friends)
    if other := overlapping(campaign):
        raise CampaignsOverlap(field="starts_at", start=exactly(other.starts_at), end=exactly(other.ends_at))


@transaction.atomic
def change_campaign(*, campaign: BargainCampaign, places: int, ends_at: datetime) -> BargainCampaign:
    """More or fewer places, longer or shorter. The rule itself stays: people have begun on it."""
    locked_one(Shop.objects.all(), campaign.shop_id)
    campaign = locked_one(BargainCampaign.objects.select_related("variant"), campaign.pk)
    if campaign.state in {CampaignState.STOPPED, CampaignState.OVER}:
        raise CampaignFixed
    campaign.places, campaign.ends_at = max(places, campaign.taken), ends_at
    if other := overlapping(campaign):
        raise CampaignsOverlap(field="ends_at", start=exactly(other.starts_at), end=exactly(other.ends_at))
    campaign.save(update_fields=["places", "ends_at", "updated_at"])
    return campaign


@transaction.atomic
def stop_campaign(
    *, campaign: BargainCampaign, actor: Any, reason: str = "", by_platform: bool = False
) -> BargainCampaign:
    """No bargain begins any more. Those begun keep their word until their own deadline."""
    campaign = locked_one(BargainCampaign.objects.select_related("shop"), campaign.pk)
    if campaign.stopped_at:
        return campaign
    campaign.stopped_at, campaign.stopped_by_platform, campaign.stop_reason = now(), by_platform, reason[:200]
    campaign.save(update_fields=["stopped_at", "stopped_by_platform", "stop_reason", "updated_at"])
    record(actor=actor, action="orders.bargain_campaign_stopped", target=campaign, reason=reason)
    publish(BargainCampaignStopped(campaign_id=campaign.pk, by_platform=by_platform))
    return campaign
