"""Who brought whom, and what makes us look twice."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import F

from accounts.identity.models import User
from accounts.loyalty.models import Reason
from accounts.loyalty.services import post_points
from community.referral.errors import CodeUnknown, InviteCircle, InvitedAlready, OwnCode, TooLateForCode
from community.referral.events import PersonReferred
from community.referral.models import (
    BOUND_FOR,
    CLICK_TO_SIGN_UP,
    WELCOME_POINTS,
    Doubt,
    InviteCode,
    Referral,
    ReferralStatus,
    Rejected,
    Reward,
    RewardState,
    ShareLink,
    Visitor,
)
from community.referral.selectors.clicks import last_click
from community.referral.services.rewarding import reject, settle_reward
from config.kernel.audit import record
from config.kernel.clock import now
from config.kernel.events import publish
from config.kernel.ids import ALPHABET
from config.kernel.ratelimit import spend
from config.kernel.textindex import plain

RING = 3  # so many of one inviter from one network within a day are looked at
DEEPEST = 50
CODE_TRIES, HOUR = 10, 3600


def know_visitor(*, key: str, user: User, network: str) -> None:
    """This person uses this browser."""
    fresh = {"network": network, "seen_at": now()}
    if key and not Visitor.objects.filter(key=key, user=user).update(**fresh):
        Visitor.objects.bulk_create([Visitor(key=key, user=user, **fresh)], ignore_conflicts=True)


@transaction.atomic
def bring(*, invitee: User, visitor: str, network: str) -> Referral | None:
    """Somebody has signed up: the last link they opened within seven days brought them. Nobody, without one."""
    know_visitor(key=visitor, user=invitee, network=network)
    click = last_click([visitor], since=now() - CLICK_TO_SIGN_UP, not_of=[invitee.pk])
    if click is None or Referral.objects.filter(invitee=invitee).exists():
        return None
    return _bind(invitee, click.link.sharer, link=click.link, visitor=visitor, network=network)


@transaction.atomic
def enter_code(*, person: User, code: str, visitor: str, network: str) -> Referral:
    """Somebody new says who invited them. Guessing ends after ten tries an hour."""
    spend("invite-code", str(person.pk), limit=CODE_TRIES, seconds=HOUR)
    moment = now()
    if Referral.objects.filter(invitee=person).exists():
        raise InvitedAlready(field="code")
    if person.joined_at < moment - CLICK_TO_SIGN_UP:
        raise TooLateForCode(field="code")
    text = "".join(letter for letter in plain(code).upper() if letter in ALPHABET)
    known = InviteCode.objects.select_related("owner").filter(code=text).first()
    if known is None:
        raise CodeUnknown(field="code")
    if known.owner_id == person.pk:
        raise OwnCode(field="code")
    if _is_above(known.owner, person):
        raise InviteCircle(field="code")
    good = InviteCode.objects.filter(owner=known.owner, code=text, uses__lt=F("max_uses"), expires_at__gt=moment)
    if not good.update(uses=F("uses") + 1):
        raise CodeUnknown(field="code")
    return _bind(person, known.owner, link=None, visitor=visitor, network=network)


def _is_above(inviter: User, person: User) -> bool:
    """Whether somebody already stands above their would-be inviter: then it would become a circle."""
    above = inviter.pk
    for _step in range(DEEPEST):
        higher = Referral.objects.filter(invitee=above).values_list("inviter_id", flat=True).first()
        if higher is None or higher == person.pk:
            return higher == person.pk
        above = higher
    return True


def _bind(invitee: User, inviter: User, *, link: ShareLink | None, visitor: str, network: str) -> Referral:
    moment = now()
    doubt = _doubt(inviter, visitor, network)
    referral, is_new = Referral.objects.get_or_create(
        invitee=invitee,
        defaults={
            "inviter": inviter,
            "link": link,
            "status": ReferralStatus.HELD if doubt else ReferralStatus.GOOD,
            "doubt": doubt,
            "network": network,
            "at": moment,
            "bound_until": moment + BOUND_FOR,
        },
    )
    if is_new:
        Reward.objects.create(referral=referral)
        publish(PersonReferred(referral_id=referral.pk, inviter_id=inviter.pk, invitee_id=invitee.pk))
        if not doubt:
            _welcome(referral)
    return referral


def _doubt(inviter: User, visitor: str, network: str) -> str:
    if visitor and Visitor.objects.filter(key=visitor, user=inviter).exists():
        return Doubt.SAME_DEVICE
    lately = Referral.objects.filter(inviter=inviter, network=network, at__gt=now() - timedelta(days=1))
    if network and lately.count() >= RING - 1:
        return Doubt.SAME_NETWORK
    return ""


def _welcome(referral: Referral) -> None:
    """The invited person's half: points to begin with, once."""
    post_points(user=referral.invitee, delta=WELCOME_POINTS, reason=Reason.INVITED, ref=referral.key)


@transaction.atomic
def judge(*, referral: Referral, is_good: bool, note: str, actor: User) -> Referral:
    """An operator decides about one that was held; both halves follow."""
    status = ReferralStatus.GOOD if is_good else ReferralStatus.REFUSED
    held = Referral.objects.filter(pk=referral.pk, status=ReferralStatus.HELD)
    if not held.update(status=status, reviewed_by=actor, note=note[:200]):
        referral.refresh_from_db()
        return referral
    referral.refresh_from_db()
    record(actor=actor, action="community.referral_judged", target=referral, reason=note, after={"status": status})
    if is_good:
        _welcome(referral)
        order_pk = Reward.objects.filter(referral=referral, state=RewardState.QUALIFIED).values_list(
            "order_id", flat=True
        )
        for pk in order_pk:
            settle_reward(order_pk=pk)
    else:
        reject(referral=referral, reason=Rejected.REFUSED)
    return referral
