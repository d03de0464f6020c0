"""What is done about people: strikes, the steps they grow by, and how somebody stands afterwards."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.identity.models import User
from community.conduct.levels import PENALTY_HOLD
from community.conduct.services import change_standing, held_standing
from config.kernel.audit import record
from config.kernel.clock import now
from config.kernel.events import publish
from content.moderation.events import StrikeGiven
from content.moderation.models import TIMED, Act, Level, ReviewItem, Strike
from content.moderation.scoring import next_step_h
from content.moderation.selectors import is_banned, running_until, timed_strikes
from content.moderation.services.noting import note_down

ACTS = {Level.WARNED: Act.WARN, Level.SILENCED: Act.SILENCE, Level.SUSPENDED: Act.SUSPEND, Level.BANNED: Act.BAN}


def strike(
    *,
    item: ReviewItem,
    person: Any,
    level: str,
    rule: str,
    by: Any = None,
    words: str = "",
    quoted: str = "",
    hours: int | None = None,
) -> Strike:
    """Write down what was done and tell the person. Timed ones grow: 24, 72, 168, 720 hours."""
    until = None
    if level in TIMED:
        until = now() + timedelta(hours=hours or next_step_h(timed_strikes(person)))
    standing = held_standing(person.pk)
    row = Strike.objects.create(
        person=person, item=item, level=level, until=until, rule=rule, words=words, quoted=quoted, by=by
    )
    if level in ACTS:
        note_down(item, ACTS[Level(level)], actor=by, person=person, words=words or rule, until=until)
    if level in {*TIMED, Level.BANNED} and by is not None:
        row.lowered_from = standing.level
        row.save(update_fields=["lowered_from"])
        lower = standing.level if standing.is_fixed else max(0, standing.level - 1)
        change_standing(person_id=person.pk, level=lower, held_until=now() + PENALTY_HOLD)
    settle(person)
    publish(StrikeGiven(strike_id=row.pk, person_id=person.pk))
    return row


def revoke(row: Strike) -> bool:
    """Take a strike back: what it closed is open again, the level is what it was. False when it was taken back."""
    if not Strike.objects.filter(pk=row.pk, revoked_at=None).update(revoked_at=now()):
        return False
    standing = held_standing(row.person_id)
    if row.lowered_from is not None and row.lowered_from > standing.level:
        change_standing(person_id=row.person_id, level=row.lowered_from)
    settle(row.person)
    return True


def settle(person: Any) -> None:
    """What somebody may not do follows from the strikes that stand."""
    held: datetime | None = None
    penalties = Strike.objects.filter(
        person=person, level__in=[*TIMED, Level.BANNED], revoked_at=None, by__isnull=False
    )
    if (last := penalties.order_by("-at").values_list("at", flat=True).first()) is not None:
        held = last + PENALTY_HOLD
    change_standing(
        person_id=person.pk,
        silenced_until=running_until(person, Level.SILENCED),
        suspended_until=running_until(person, Level.SUSPENDED),
        is_banned=is_banned(person),
        held_until=held,
    )


@transaction.atomic
def set_level(*, person: User, level: int, is_fixed: bool, actor: Any, reason: str) -> None:
    """An operator gives a level by hand; fixed, the nightly task leaves it."""
    before = held_standing(person.pk).level
    change_standing(person_id=person.pk, level=level, is_fixed=is_fixed)
    note_down(None, Act.LEVEL, actor=actor, person=person, words=f"{before} → {level}: {reason}")
    record(
        actor=actor,
        action="content.level_set",
        target=person,
        reason=reason,
        before={"level": before},
        after={"level": level, "fixed": is_fixed},
    )
