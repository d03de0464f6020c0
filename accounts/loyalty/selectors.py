"""What somebody has, how it came, and which level they are on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet, Sum

from accounts.identity.models import User
from accounts.loyalty.levels import DAYS, LEVELS, YEAR, Level, level_at, next_level, points_of_day
from accounts.loyalty.models import EARNING, PointsAccount, PointsEntry, Reason
from config.kernel.access import get_or_missing
from config.kernel.clock import local_day, now

MOST_FOUND = 50


def points_of(user: User) -> int:
    """What somebody has; whoever never had any has none."""
    return PointsAccount.objects.filter(user=user).values_list("balance", flat=True).first() or 0


def entries_of(user: User) -> QuerySet[PointsEntry]:
    """The journal of one person, newest first."""
    return PointsEntry.objects.filter(user=user).order_by("-pk")


def moved_for(user_pk: int, *, reasons: Iterable[str], ref: str) -> int:
    """What came and went for one occasion and what belongs to it: `ref` itself, or `ref#…`."""
    rows = PointsEntry.objects.filter(Q(ref=ref) | Q(ref__startswith=f"{ref}#"), user=user_pk, reason__in=[*reasons])
    return rows.aggregate(sum=Sum("delta"))["sum"] or 0


def earned_by(user: User, *, at: datetime | None = None) -> int:
    """Points of the last 365 days that count towards a level."""
    since = (at or now()) - YEAR
    rows = PointsEntry.objects.filter(user=user, at__gt=since, reason__in=EARNING)
    return max(0, rows.aggregate(sum=Sum("delta"))["sum"] or 0)


def level_of(user: User, *, at: datetime | None = None) -> Level:
    return level_at(earned_by(user, at=at))


@dataclass(frozen=True)
class Day:
    """One of the seven days of a round of check-ins."""

    place: int
    points: int
    is_done: bool
    is_today: bool


@dataclass(frozen=True)
class Standing:
    """Everything the page of points says at its top."""

    balance: int
    earned: int
    level: Level
    coming: Level | None
    streak: int
    is_checked_in: bool
    is_gift_open: bool

    @property
    def missing(self) -> int:
        """What is earned up to the next level."""
        return self.coming.from_points - self.earned if self.coming else 0

    @property
    def today(self) -> int:
        """What checking in brings (or brought) today."""
        return points_of_day(max(1, self.streak if self.is_checked_in else self.streak + 1))

    @property
    def days(self) -> list[Day]:
        """This round of seven: what is done, and which is today's."""
        today = max(1, self.streak if self.is_checked_in else self.streak + 1)
        place = (today - 1) % len(DAYS)
        return [
            Day(number + 1, points, number < place or (number == place and self.is_checked_in), number == place)
            for number, points in enumerate(DAYS)
        ]


def standing_of(user: User) -> Standing:
    account = PointsAccount.objects.filter(user=user).first() or PointsAccount(user=user)
    today, earned = local_day(now()), earned_by(user)
    level = level_at(earned)
    return Standing(
        balance=account.balance,
        earned=earned,
        level=level,
        coming=next_level(level),
        streak=account.streak if _goes_on(account.checked_in_on, today) else 0,
        is_checked_in=account.checked_in_on == today,
        is_gift_open=bool(level.gift) and not _has_gift(user, month_of(today)),
    )


def _goes_on(last: date | None, today: date) -> bool:
    return last is not None and last >= today - timedelta(days=1)


def _has_gift(user: User, month: str) -> bool:
    return PointsEntry.objects.filter(user=user, reason=Reason.GIFT, ref=month).exists()


def month_of(day: date) -> str:
    return f"{day:%Y-%m}"


def all_levels() -> Sequence[Level]:
    return LEVELS


# ---- operators --------------------------------------------------------------------------------------------------


def people_with_points(query: str) -> list[User]:
    """People by e-mail, handle or name; for operators, whose policy has been checked."""
    text = query.replace("\x00", "").strip()[:80]
    if not text:
        return []
    found = User.objects.filter(
        Q(email__istartswith=text) | Q(handle__istartswith=text.lstrip("@")) | Q(display_name__icontains=text)
    )
    return list(found.select_related("points", "avatar").order_by("handle")[:MOST_FOUND])


def person_for_operator(*, handle: str) -> User:
    return get_or_missing(User.objects.select_related("avatar"), handle=handle)
