"""The inviter's half: from waiting for a first order to money in the wallet, and back when that order is refunded."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction

from accounts.identity.models import User
from community.referral.events import RewardMoved
from community.referral.models import (
    LEAST_CENTS,
    MOST_REWARDS,
    Doubt,
    Referral,
    ReferralStatus,
    Rejected,
    Reward,
    RewardState,
)
from config.kernel.clock import local_day, now
from config.kernel.events import publish
from config.kernel.locks import locked_one
from orders.checkout.models import Order, OrderStatus, Trade
from orders.ledger.models import AccountKind, EntryKind
from orders.ledger.selectors import balance_of
from orders.ledger.services import Leg, account, post
from orders.settlement.bills import bills_of, captured_of

SPARE = timedelta(days=1)  # an order placed in the last hour of the binding may be paid later
BATCH = 500
NOTHING_KEPT = frozenset({OrderStatus.CLOSED, OrderStatus.REFUNDING})


@transaction.atomic
def qualify(*, order: Order) -> None:
    """An invited person has paid. Their first order counts, if it was placed while they were bound."""
    reward = _reward_of_buyer(order, RewardState.PENDING)
    if reward is None or order.placed_at > reward.referral.bound_until:
        return
    mine = Reward.objects.filter(pk=reward.pk, state=RewardState.PENDING)
    if not mine.update(state=RewardState.QUALIFIED, order=order, updated_at=now()):
        return
    phone = order.trade.phone_index if order.trade else ""
    if phone and Trade.objects.filter(buyer=reward.referral.inviter, phone_index=phone).exists():
        Referral.objects.filter(pk=reward.pk, status=ReferralStatus.GOOD, reviewed_by=None).update(
            status=ReferralStatus.HELD, doubt=Doubt.SAME_PHONE
        )
    _tell(reward.referral, RewardState.QUALIFIED)


def _reward_of_buyer(order: Order, state: str) -> Reward | None:
    rewards = Reward.objects.select_related("referral__inviter").filter(state=state)
    return rewards.filter(referral__invitee=order.buyer_id).first() if order.buyer_id else None


@transaction.atomic
def settle_reward(*, order_pk: int) -> None:
    """The refund period of a first order is over: its inviter is paid. What is held waits for its review."""
    reward = (
        Reward.objects.select_related("referral__inviter").filter(order=order_pk, state=RewardState.QUALIFIED).first()
    )
    if reward is None or reward.referral.status != ReferralStatus.GOOD:
        return
    order = Order.objects.get(pk=order_pk)
    if order.status != OrderStatus.SETTLED:
        return
    if _kept(order) < LEAST_CENTS:
        _wait_for_another(reward)
        return
    inviter = locked_one(User.objects.all(), reward.referral.inviter_id)  # counts to the cap one after another
    if _granted_this_month(inviter) >= MOST_REWARDS:
        reject(referral=reward.referral, reason=Rejected.CAP)
        return
    mine = Reward.objects.filter(pk=reward.pk, state=RewardState.QUALIFIED)
    if not mine.update(state=RewardState.GRANTED, granted_at=now(), updated_at=now()):
        return
    _tell(reward.referral, RewardState.GRANTED)
    _pay(reward.referral, reward.cents, key="")


def _granted_this_month(inviter: User) -> int:
    """How many rewards this person was paid in the site's calendar month."""
    today = local_day(now())
    rows = Reward.objects.filter(referral__inviter=inviter, granted_at__gte=now() - timedelta(days=32))
    days = (local_day(at) for at in rows.values_list("granted_at", flat=True) if at)
    return sum((day.year, day.month) == (today.year, today.month) for day in days)


def _kept(order: Order) -> int:
    """What was paid for an order and not given back."""
    bills_of([order])
    captured, refunded = captured_of(order)
    return captured - refunded


def _wait_for_another(reward: Reward) -> None:
    """This order came to too little: the next one may count."""
    mine = Reward.objects.filter(pk=reward.pk, state=RewardState.QUALIFIED)
    if mine.update(state=RewardState.PENDING, order=None, updated_at=now()):
        _tell(reward.referral, RewardState.PENDING)


@transaction.atomic
def weigh_refund(*, order_pk: int) -> None:
    """Money of an order went back: a reward that rests on it waits for another order, or is taken back."""
    reward = Reward.objects.select_related("referral__inviter").filter(order=order_pk).first()
    if reward is None:
        return
    order = locked_one(Order.objects.all(), order_pk)
    kept = _kept(order)
    if reward.state == RewardState.QUALIFIED and (order.status in NOTHING_KEPT or kept < LEAST_CENTS):
        _wait_for_another(reward)
    elif reward.state == RewardState.GRANTED and kept < LEAST_CENTS:
        _take_back(reward)


def _take_back(reward: Reward) -> None:
    """As much as is still in the wallet: nobody comes to owe us."""
    there = balance_of(AccountKind.WALLET, owner=str(reward.referral.inviter_id), currency=settings.CURRENCY)
    taken = min(there, reward.cents)
    mine = Reward.objects.filter(pk=reward.pk, state=RewardState.GRANTED)
    if not mine.update(state=RewardState.REVERSED, taken_back_cents=taken, updated_at=now()):
        return
    _tell(reward.referral, RewardState.REVERSED)
    if taken:
        _pay(reward.referral, -taken, key=":back")


def _pay(referral: Referral, cents: int, *, key: str) -> None:
    """From the platform's purse into the inviter's wallet, or back."""
    post(
        key=f"referral:{referral.key}{key}",
        kind=EntryKind.REWARD if cents > 0 else EntryKind.REWARD_BACK,
        legs=[
            Leg(account(AccountKind.SUBSIDY), -cents),
            Leg(account(AccountKind.WALLET, owner=str(referral.inviter_id)), cents),
        ],
        reference=f"V-{referral.key}",
    )


@transaction.atomic
def reject(*, referral: Referral, reason: str) -> None:
    """It won't be paid, and why."""
    waiting = Reward.objects.filter(referral=referral, state__in=[RewardState.PENDING, RewardState.QUALIFIED])
    if waiting.update(state=RewardState.REJECTED, reason=reason, updated_at=now()):
        _tell(referral, RewardState.REJECTED)


def expire_rewards() -> int:
    """The thirty days are over and nothing was ordered."""
    late = Reward.objects.select_related("referral").filter(
        state=RewardState.PENDING, referral__bound_until__lt=now() - SPARE
    )
    rows = list(late.order_by("pk")[:BATCH])
    for reward in rows:
        reject(referral=reward.referral, reason=Rejected.TOO_LATE)
    return len(rows)


def _tell(referral: Referral, state: str) -> None:
    publish(RewardMoved(referral_id=referral.pk, inviter_id=referral.inviter_id, state=state))
