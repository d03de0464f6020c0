"""Telling people, marking what they have read, and taking back what is no longer so."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef

from community.notifications.errors import ZoneUnknown
from community.notifications.kinds import all_kinds, apart_from, kind_named, kinds_of, register_kind
from community.notifications.models import Digest, Hearing, KindChoice, Notification, Occurrence
from community.notifications.quiet import is_quiet
from community.notifications.selectors import ZONES, bell_key, choices_of, hearing_of
from config.kernel.clock import now
from config.kernel.live import announce

__all__ = ["Happening", "notify", "notify_of_many", "register_kind", "retract"]

GATHER = timedelta(minutes=120)
KEPT = timedelta(days=180)
TOPIC = "notifications"


@dataclass(frozen=True)
class Happening:
    """One thing to tell: who did it, what makes it another thing than the last, and words to show beside it."""

    actor_id: int | None = None
    ref: object = ""
    data: Mapping[str, Any] = field(default_factory=dict)


def notify(
    *,
    user_id: int,
    kind: str,
    object_type: str,
    object_id: int,
    actor_id: int | None = None,
    ref: object = "",
    data: Mapping[str, Any] | None = None,
) -> Notification | None:
    """Tell somebody that something happened. None when they don't want to know, did it themselves, or know already.

    The same actor tells the same about an object once, unless `ref` (like a comment's id) says it is another thing.
    """
    happening = Happening(actor_id, ref, data or {})
    return notify_of_many(
        user_id=user_id, kind=kind, object_type=object_type, object_id=object_id, happenings=[happening]
    )


@transaction.atomic
def notify_of_many(
    *, user_id: int, kind: str, object_type: str, object_id: int, happenings: Sequence[Happening]
) -> Notification | None:
    """The same for many things at once; as many queries as for one."""
    known = kind_named(kind)
    if known is None:
        raise LookupError(kind)
    wish = choices_of(user_id, [known])[kind]
    fresh = _fresh(user_id, f"{kind}:{object_type}:{object_id}", happenings) if any(wish) else {}
    if not fresh:
        return None
    line = _line(user_id, kind, object_type, object_id, in_app=wish.in_app)
    fresh = _untold(user_id, fresh)  # again, now that nobody else writes to this line
    if not fresh:
        Notification.objects.filter(pk=line.pk).exclude(Exists(_of_line())).delete()
        return None
    moment = now()
    Occurrence.objects.bulk_create(
        (
            Occurrence(
                notification=line, user_id=user_id, actor_id=one.actor_id, mark=mark, data=dict(one.data), at=moment
            )
            for mark, one in fresh.items()
        )
    )
    Notification.objects.filter(pk=line.pk).update(latest_at=moment)
    if wish.in_app:
        _ring(user_id)
    return line


def _fresh(user_id: int, about: str, happenings: Sequence[Happening]) -> dict[str, Happening]:
    """What the reader has not been told, did not do, and wants to hear from this actor; by its mark."""
    away = {user_id} | apart_from(user_id, {one.actor_id for one in happenings if one.actor_id is not None})
    marked = {f"{about}:{one.actor_id or ''}:{one.ref}": one for one in happenings if one.actor_id not in away}
    return _untold(user_id, marked)


def _untold(user_id: int, marked: Mapping[str, Happening]) -> dict[str, Happening]:
    known = set(Occurrence.objects.filter(user=user_id, mark__in=marked).values_list("mark", flat=True))
    return {mark: one for mark, one in marked.items() if mark not in known}


def _line(user_id: int, kind: str, object_type: str, object_id: int, *, in_app: bool) -> Notification:
    """The open line this joins, locked; a new one when there is none, or it was read, or is old."""
    same = {"user_id": user_id, "kind": kind, "object_type": object_type, "object_id": object_id}
    for _turn in range(2):
        line = Notification.objects.select_for_update().filter(**same, is_open=True).first()
        if line is not None and line.read_at is None and line.mailed_at is None and line.opened_at > now() - GATHER:
            return line
        if line is not None:
            Notification.objects.filter(pk=line.pk).update(is_open=False)
        try:
            with transaction.atomic():
                moment = now()
                return Notification.objects.create(**same, in_app=in_app, opened_at=moment, latest_at=moment)
        except IntegrityError as clash:
            if "notification_one_open_line" not in str(clash):
                raise
    return Notification.objects.select_for_update().get(**same, is_open=True)


def _of_line() -> Any:
    return Occurrence.objects.filter(notification=OuterRef("pk"))


@transaction.atomic
def retract(
    *, object_type: str, object_id: int, kind: str = "", actor_id: int | None = None, ref: object | None = None
) -> int:
    """Take back what was told about an object: all, one kind, one actor's, one thing. Says how many lines went."""
    lines = Notification.objects.filter(object_type=object_type, object_id=object_id)
    if kind:
        lines = lines.filter(kind=kind)
    told = Occurrence.objects.filter(notification__in=lines)
    if actor_id is not None:
        told = told.filter(actor=actor_id)
    if ref is not None:
        told = told.filter(mark__endswith=f":{ref}")
    return _take_back(told)


@transaction.atomic
def forget_between(*, one_id: int, other_id: int) -> int:
    """Two people don't meet any more: neither keeps a line about the other."""
    return _take_back(Occurrence.objects.filter(user=one_id, actor=other_id)) + _take_back(
        Occurrence.objects.filter(user=other_id, actor=one_id)
    )


@transaction.atomic
def forget_actor(*, user_id: int, actor_id: int) -> int:
    """Somebody doesn't want to hear of another any more."""
    return _take_back(Occurrence.objects.filter(user=user_id, actor=actor_id))


def _take_back(told: Any) -> int:
    touched = set(told.values_list("notification_id", flat=True))
    told.delete()
    empty = Notification.objects.filter(pk__in=touched).exclude(Exists(_of_line()))
    readers = set(empty.values_list("user_id", flat=True))
    gone = empty.delete()[1].get("community.Notification", 0)
    for reader in readers:
        _ring(reader)
    return int(gone)


# ---- reading ----------------------------------------------------------------------------------------------------


def read_one(*, notification: Notification) -> None:
    """It was looked at. The second time changes nothing."""
    if Notification.objects.filter(pk=notification.pk, read_at=None).update(read_at=now()):
        _ring(notification.user_id)


def read_all(*, user: Any, tab: str = "", keys: Collection[str] | None = None) -> datetime | None:
    """All (of a tab, or these) is read. Answers with the instant by which it can be undone; None if none was unread."""
    unread = Notification.objects.filter(user=user, read_at=None, in_app=True)
    if tab:
        unread = unread.filter(kind__in=kinds_of(tab))
    if keys is not None:
        unread = unread.filter(key__in=keys)
    moment = now()
    if not unread.update(read_at=moment):
        return None
    _ring(user.pk)
    return moment


def unread_again(*, user: Any, at: datetime) -> int:
    """Undo one `read_all`."""
    back = Notification.objects.filter(user=user, read_at=at).update(read_at=None)
    _ring(user.pk)
    return back


def _ring(user_id: int) -> None:
    """The badge counts again. Pages learn of it at once, except in somebody's quiet hours."""
    transaction.on_commit(lambda: cache.delete(bell_key(user_id)), robust=True)
    if not is_quiet(hearing_of(user_id), now()):
        announce(users=[user_id], topic=TOPIC)


# ---- settings ---------------------------------------------------------------------------------------------------


@transaction.atomic
def change_hearing(*, person: Any, digest: str, zone: str, quiet_from: int | None, quiet_until: int | None) -> Hearing:
    """When and how somebody hears of things from now on."""
    if zone not in ZONES:
        raise ZoneUnknown(field="zone")
    wish = {"digest": digest, "zone": zone, "quiet_from": quiet_from, "quiet_until": quiet_until}
    return Hearing.objects.update_or_create(person=person, defaults=wish)[0]


@transaction.atomic
def choose_kinds(*, person: Any, choices: Mapping[str, tuple[bool, bool]]) -> None:
    """For each kind: in the centre, in the digest. What equals the default is kept too: defaults may change."""
    for kind in all_kinds():
        if kind.name in choices:
            in_app, by_mail = choices[kind.name]
            KindChoice.objects.update_or_create(
                person=person, kind=kind.name, defaults={"in_app": in_app, "by_mail": by_mail}
            )


def stop_digests(*, person_id: int) -> None:
    """No more e-mail, by one click. Clicking twice changes nothing."""
    Hearing.objects.update_or_create(person_id=person_id, defaults={"digest": Digest.OFF})


def forget_old(*, batch: int = 5_000) -> int:
    """Lines nobody needs any more."""
    old = Notification.objects.filter(latest_at__lt=now() - KEPT).order_by("pk").values("pk")[:batch]
    return Notification.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()[0]
