"""Points coming and going. Nothing else writes balances or entries of points."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Case, F, Q, Value, When

from accounts.identity.models import User
from accounts.loyalty.errors import (
    CheckedInAlready,
    GiftTaken,
    NoGift,
    NotEnoughPoints,
    NothingCorrected,
    PointsDiffer,
)
from accounts.loyalty.events import PointsMoved
from accounts.loyalty.levels import points_of_day
from accounts.loyalty.models import PointsAccount, PointsEntry, Reason
from accounts.loyalty.selectors import level_of, month_of, points_of
from config.kernel.audit import record
from config.kernel.clock import local_day, now
from config.kernel.events import publish

REVIEW_POINTS = 10
MOST_CORRECTED = 100_000


@transaction.atomic
def post_points(*, user: User, delta: int, reason: str, ref: str, note: str = "") -> PointsEntry:
    """Add or take points, once for each reason and occasion. A balance never goes below zero.

    Repeating it answers with the entry that was made. In the order of locks points come after coupons, before stock.
    """
    if known := PointsEntry.objects.filter(user=user, reason=reason, ref=ref).first():
        return _same(known, delta)
    try:
        with transaction.atomic():
            return _post(user, delta, reason, ref, note)
    except IntegrityError as clash:
        if "points_once_per_occasion" not in str(clash):
            raise
        return _same(PointsEntry.objects.get(user=user, reason=reason, ref=ref), delta)


def _same(known: PointsEntry, delta: int) -> PointsEntry:
    if known.delta != delta:
        raise PointsDiffer(f"{known.reason} {known.ref}: {known.delta}, {delta}")
    return known


def _post(user: User, delta: int, reason: str, ref: str, note: str) -> PointsEntry:
    PointsAccount.objects.get_or_create(user=user)
    enough = PointsAccount.objects.filter(user=user, balance__gte=-delta)
    if not enough.update(balance=F("balance") + delta):
        raise NotEnoughPoints(field="points", left=points_of(user))
    entry = PointsEntry.objects.create(
        user=user, delta=delta, balance=points_of(user), reason=Reason(reason), ref=ref, note=note[:200]
    )
    publish(PointsMoved(entry_id=entry.pk, user_id=user.pk, delta=delta, reason=reason))
    return entry


@transaction.atomic
def take_at_most(*, user: User, points: int, reason: str, ref: str) -> PointsEntry | None:
    """Take points back that may be spent already: as many as are left, perhaps none."""
    held = PointsAccount.objects.select_for_update(of=("self",)).filter(user=user).first()
    there = min(points, held.balance if held else 0)
    return post_points(user=user, delta=-there, reason=reason, ref=ref) if there > 0 else None


@transaction.atomic
def check_in(*, user: User) -> PointsEntry:
    """Be here today: once a day of the site's calendar, and more for days in a row."""
    today = local_day(now())
    PointsAccount.objects.get_or_create(user=user)
    fresh = PointsAccount.objects.filter(Q(checked_in_on=None) | Q(checked_in_on__lt=today), user=user)
    goes_on = When(checked_in_on=today - timedelta(days=1), then=F("streak") + 1)
    if not fresh.update(streak=Case(goes_on, default=Value(1)), checked_in_on=today):
        raise CheckedInAlready
    streak = PointsAccount.objects.values_list("streak", flat=True).get(user=user)
    return post_points(user=user, delta=points_of_day(streak), reason=Reason.CHECK_IN, ref=today.isoformat())


@transaction.atomic
def take_gift(*, user: User) -> PointsEntry:
    """The monthly gift of one's level, once a month."""
    PointsAccount.objects.select_for_update(of=("self",)).filter(user=user).first()
    level, month = level_of(user), month_of(local_day(now()))
    if not level.gift:
        raise NoGift
    if PointsEntry.objects.filter(user=user, reason=Reason.GIFT, ref=month).exists():
        raise GiftTaken
    return post_points(user=user, delta=level.gift, reason=Reason.GIFT, ref=month)


@transaction.atomic
def correct_points(*, user: User, delta: int, note: str, key: str, actor: Any) -> PointsEntry:
    """An operator adds or takes points; who, how many and why is written down, and the person reads why."""
    if not delta or abs(delta) > MOST_CORRECTED:
        raise NothingCorrected(field="delta")
    entry = post_points(user=user, delta=delta, reason=Reason.CORRECTION, ref=key, note=note)
    record(actor=actor, action="accounts.points_corrected", target=entry, reason=note, after={"delta": delta})
    return entry
