"""Writing campaigns down, starting and stopping them, and shops answering the platform's invitations."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from catalog.shops.models import Shop
from config.kernel.audit import record
from config.kernel.clock import now
from config.kernel.errors import NotFound
from config.kernel.events import publish
from config.kernel.locks import locked_one
from config.kernel.templatetags.hetang import cents
from orders.promotions.drafts import CampaignDraft, CouponDraft
from orders.promotions.errors import BelowGiven, BudgetBelowSpent, CampaignElsewhere, CampaignIncomplete
from orders.promotions.events import CampaignStarted, CampaignStopped
from orders.promotions.models import (
    Bearer,
    Campaign,
    CampaignItem,
    CampaignShop,
    CampaignState,
    CouponTerms,
    Kind,
    Scope,
    Tier,
)
from orders.promotions.models.campaigns import Phase

WRITTEN = ("name", "scope", "starts_at", "ends_at", "budget_cents", "bearer", "platform_basis_points")


@transaction.atomic
def write_campaign(
    *, shop: Shop | None, actor: Any, draft: CampaignDraft, campaign: Campaign | None = None
) -> Campaign:
    """A new draft, or another wording of a campaign that is not over. No shop: the platform's."""
    if any(item.variant.shop_id != (shop.pk if shop else None) for item in draft.items):
        raise NotFound
    if campaign is None:
        campaign = Campaign(shop=shop, kind=draft.kind, created_by=actor)
    else:
        campaign = locked_one(Campaign.objects.all(), campaign.pk)
        _may_be_rewritten(campaign, draft)
    before = _terms_of_sharing(campaign)
    for name in WRITTEN:
        setattr(campaign, name, getattr(draft, name))
    campaign.slot_hours = list(draft.slot_hours)
    asks_shops = campaign.shop_id is None and draft.bearer != Bearer.PLATFORM
    if asks_shops:
        campaign.scope = Scope.SHOP
        campaign.target_pks = campaign.target_pks if before == _terms_of_sharing(campaign) else []
    else:
        campaign.target_pks = list(draft.target_pks)
    campaign.save()
    if asks_shops:
        _invite(campaign, draft, is_changed=before != _terms_of_sharing(campaign))
    _write_kind(campaign, draft)
    record(actor=actor, action="orders.campaign_written", target=campaign, after={"name": campaign.name})
    return campaign


def _may_be_rewritten(campaign: Campaign, draft: CampaignDraft) -> None:
    phase = campaign.phase(now())
    if phase in {Phase.ENDED, Phase.STOPPED} or campaign.kind != draft.kind:
        raise CampaignElsewhere(phase=phase.label)
    if draft.budget_cents is not None and draft.budget_cents < campaign.spent_cents:
        raise BudgetBelowSpent(field="budget_cents", spent=cents(campaign.spent_cents))


def _terms_of_sharing(campaign: Campaign) -> tuple[str, int]:
    return campaign.bearer, campaign.platform_basis_points


def _invite(campaign: Campaign, draft: CampaignDraft, *, is_changed: bool) -> None:
    """Ask the shops; with other terms of sharing they are asked again. Who is no longer asked no longer takes part."""
    if is_changed:
        campaign.invited.all().delete()
    campaign.invited.exclude(shop__in=draft.target_pks).delete()
    rows = [CampaignShop(campaign=campaign, shop_id=pk) for pk in draft.target_pks]
    CampaignShop.objects.bulk_create(rows, ignore_conflicts=True)
    _who_takes_part(campaign)


def _who_takes_part(campaign: Campaign) -> None:
    pks = campaign.invited.filter(takes_part=True).order_by("shop").values_list("shop", flat=True)
    campaign.target_pks = list(pks)
    campaign.save(update_fields=["target_pks", "updated_at"])


def _write_kind(campaign: Campaign, draft: CampaignDraft) -> None:
    if campaign.kind == Kind.COUPON:
        _write_coupon(campaign, draft.coupon)
    elif campaign.kind == Kind.TIERS:
        campaign.tiers.all().delete()
        Tier.objects.bulk_create(Tier(campaign=campaign, **vars(one)) for one in draft.tiers)
    else:
        _write_items(campaign, draft)


def _write_coupon(campaign: Campaign, draft: CouponDraft) -> None:
    known = CouponTerms.objects.select_for_update().filter(pk=campaign.pk).first()
    if known is not None and draft.total is not None and draft.total < known.taken_count:
        raise BelowGiven(field="total", given=known.taken_count)
    CouponTerms.objects.update_or_create(campaign=campaign, defaults=vars(draft))


def _write_items(campaign: Campaign, draft: CampaignDraft) -> None:
    """Items keep their row and what they have sold. One that has sold stays, with its quota ended."""
    known = {one.variant_id: one for one in campaign.items.select_for_update(of=("self",))}
    wanted = {one.variant.pk: one for one in draft.items}
    for pk, item in known.items():
        if pk not in wanted and item.sold_count == 0:
            item.delete()
        elif pk not in wanted:
            CampaignItem.objects.filter(pk=item.pk).update(quota=item.sold_count)
    for pk, one in wanted.items():
        sold = known[pk].sold_count if pk in known else 0
        if one.quota is not None and one.quota < sold:
            raise BelowGiven(field="quota", given=sold)
        defaults = {"price_cents": one.price_cents, "quota": one.quota, "per_user": one.per_user}
        CampaignItem.objects.update_or_create(campaign=campaign, variant=one.variant, defaults=defaults)


@transaction.atomic
def start_campaign(*, campaign: Campaign, actor: Any) -> Campaign:
    """Let it run: from now, or from its first day on. A stopped one may start again before its end."""
    campaign = locked_one(Campaign.objects.all(), campaign.pk)
    if campaign.state == CampaignState.RUNNING:
        return campaign
    if campaign.ends_at <= now():
        raise CampaignElsewhere(phase=Phase.ENDED.label)
    if not _gives_something(campaign):
        raise CampaignIncomplete
    return _set_state(campaign, CampaignState.RUNNING, actor)


@transaction.atomic
def stop_campaign(*, campaign: Campaign, actor: Any) -> Campaign:
    """Prices and steps end at once, coupons can't be taken any more. What people have in their pockets stays good."""
    campaign = locked_one(Campaign.objects.all(), campaign.pk)
    if campaign.state == CampaignState.DRAFT:
        raise CampaignElsewhere(phase=campaign.phase(now()).label)
    return campaign if campaign.state == CampaignState.STOPPED else _set_state(campaign, CampaignState.STOPPED, actor)


def _set_state(campaign: Campaign, state: CampaignState, actor: Any) -> Campaign:
    before, campaign.state = campaign.state, state
    campaign.save(update_fields=["state", "updated_at"])
    is_start = state == CampaignState.RUNNING
    publish(CampaignStarted(campaign_id=campaign.pk) if is_start else CampaignStopped(campaign_id=campaign.pk))
    action = "orders.campaign_started" if is_start else "orders.campaign_stopped"
    record(actor=actor, action=action, target=campaign, before={"state": before}, after={"state": state})
    return campaign


def _gives_something(campaign: Campaign) -> bool:
    if campaign.kind == Kind.COUPON:
        return CouponTerms.objects.filter(pk=campaign.pk).exists()
    return campaign.tiers.exists() if campaign.kind == Kind.TIERS else campaign.items.exists()


@transaction.atomic
def answer_invitation(*, invitation: CampaignShop, takes_part: bool, actor: Any) -> CampaignShop:
    """A shop says yes or no to paying its part. It may say no later: from then on its goods are out of it."""
    campaign = locked_one(Campaign.objects.all(), invitation.campaign_id)
    CampaignShop.objects.filter(pk=invitation.pk).update(takes_part=takes_part, answered_at=now(), updated_at=now())
    _who_takes_part(campaign)
    record(actor=actor, action="orders.campaign_answered", target=campaign, after={"takes_part": takes_part})
    invitation.refresh_from_db()
    return invitation
