"""What a sharer sees of their links and of the people they brought, and what operators see of those in doubt."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from accounts.identity.models import User
from community.referral.models import (
    OrderAttribution,
    Referral,
    ReferralStatus,
    Reward,
    RewardState,
    ShareClick,
    ShareLink,
)
from config.kernel.access import get_or_missing
from orders.checkout.models import OrderStatus

UNKEPT = (OrderStatus.PENDING_PAYMENT, OrderStatus.CLOSED, OrderStatus.REFUNDING)


def _count_of(rows: QuerySet[ShareClick] | QuerySet[Referral] | QuerySet[OrderAttribution]) -> Coalesce:
    counted = rows.order_by().values("link").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def links_of(person: User) -> QuerySet[ShareLink]:
    """One's links, newest first, each with what it brought: people who opened it, signed up, ordered."""
    here = OuterRef("pk")
    return ShareLink.objects.filter(sharer=person).annotate(
        opened=_count_of(ShareClick.objects.filter(link=here, is_bot=False)),
        joined=_count_of(Referral.objects.filter(link=here)),
        ordered=_count_of(OrderAttribution.objects.filter(link=here).exclude(order__status__in=UNKEPT)),
    )


def people_brought_by(person: User) -> QuerySet[Referral]:
    """Whom one brought, newest first, with the reward."""
    return Referral.objects.filter(inviter=person).select_related("invitee__avatar", "reward").order_by("-pk")


@dataclass(frozen=True)
class Brought:
    """Everything of one's links and code together."""

    opened: int
    joined: int
    ordered: int
    granted_cents: int
    waiting: int


def brought_by(person: User) -> Brought:
    opened = ShareClick.objects.filter(link__sharer=person, is_bot=False).count()
    ordered = OrderAttribution.objects.filter(link__sharer=person).exclude(order__status__in=UNKEPT).count()
    sums = Reward.objects.filter(referral__inviter=person).aggregate(
        joined=Count("pk"),
        granted=Sum("cents", filter=Q(granted_at__isnull=False)),
        back=Sum("taken_back_cents"),
        waiting=Count("pk", filter=Q(state__in=[RewardState.PENDING, RewardState.QUALIFIED])),
    )
    return Brought(opened, sums["joined"], ordered, (sums["granted"] or 0) - (sums["back"] or 0), sums["waiting"])


def inviter_of(person: User) -> User | None:
    """Who brought this person."""
    referral = Referral.objects.select_related("inviter").filter(invitee=person).first()
    return referral.inviter if referral else None


@dataclass(frozen=True)
class Effect:
    """What sharing one page brought: orders that were kept, and what was paid for them."""

    opened: int
    orders: int
    cents: int


def effect_of(*, target: str, ref: str) -> Effect:
    """Of everybody's links to one page: what its author may see."""
    clicks = ShareClick.objects.filter(link__target=target, link__ref=ref, is_bot=False)
    sums = (
        OrderAttribution.objects.filter(link__target=target, link__ref=ref)
        .exclude(order__status__in=UNKEPT)
        .aggregate(n=Count("pk"), cents=Sum(F("order__items_cents") - F("order__discount_cents")))
    )
    return Effect(clicks.count(), sums["n"], sums["cents"] or 0)


# ---- operators --------------------------------------------------------------------------------------------------


def held_referrals() -> QuerySet[Referral]:
    """Those that wait for a review."""
    return Referral.objects.filter(status=ReferralStatus.HELD).select_related("invitee", "inviter", "reward__order")


def judged_referrals() -> QuerySet[Referral]:
    rows = Referral.objects.exclude(doubt="").exclude(status=ReferralStatus.HELD)
    return rows.select_related("invitee", "inviter", "reward__order", "reviewed_by")


def referral_for_operator(*, key: str) -> Referral:
    return get_or_missing(Referral.objects.select_related("invitee", "inviter"), key=key)
