"""What browsers tell, read with distrust: each event is taken, mended or refused by itself, with a code that says why.

A batch is JSON: {"sent_at": ms, "session": uuid, "events": [{"id": uuid, "name": …, "at": ms, "about": "note:key",
"details": {…}}]}. `at` and `sent_at` are the browser's clock; where it is wrong both are wrong by the same, so an
event happened as long before the batch arrived as it says it happened before sending.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from analytics.tracking.catalogue import BY_NAME, FROM_BROWSERS, Kind, is_text
from analytics.tracking.errors import BatchTooBig, UnreadableBatch

MOST_EVENTS = 50
MOST_BYTES = 64 * 1024
LATE = timedelta(hours=72)
EARLY = timedelta(minutes=10)
KEPT_OF_REFUSED = 1000
LONGEST_KEY = 200
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Told:
    """An event as it will be written, but for its actor and its thing's number. `was_moved`: the clock was wrong."""

    id: str
    name: str
    at: str
    was_moved: bool
    session: str
    thing: str
    key: str
    details: dict[str, Any]


@dataclass(frozen=True)
class Refused:
    """`place` counts from 0 in the batch."""

    place: int
    code: str
    name: str
    body: str


@dataclass(frozen=True)
class Batch:
    told: list[Told]
    refused: list[Refused]


class _WrongEvent(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_batch(body: bytes, *, arrived: datetime) -> Batch:
    """What can be believed of a batch, and what can't, with its reason. Refused as a whole only if it is no batch."""
    sent_at, session, events = _opened(body)
    skew = arrived - sent_at
    is_right = abs(skew) <= EARLY
    batch = Batch([], [])
    for place, event in enumerate(events):
        try:
            batch.told.append(_told(event, session, timedelta(0) if is_right else skew, arrived))
        except _WrongEvent as wrong:
            name = event.get("name") if isinstance(event, dict) else ""
            text = json.dumps(event)[:KEPT_OF_REFUSED]
            batch.refused.append(Refused(place, wrong.code, name[:40] if is_text(name) else "", text))
    return batch


def _opened(body: bytes) -> tuple[datetime, str, list[Any]]:
    if len(body) > MOST_BYTES:
        raise BatchTooBig(most=MOST_EVENTS, kilobytes=MOST_BYTES // 1024)
    try:
        batch = json.loads(body)
    except (ValueError, RecursionError) as trouble:
        raise UnreadableBatch(why="JSON") from trouble
    if not isinstance(batch, dict) or not isinstance(batch.get("events"), list):
        raise UnreadableBatch(field="events", why="events")
    if len(batch["events"]) > MOST_EVENTS:
        raise BatchTooBig(field="events", most=MOST_EVENTS, kilobytes=MOST_BYTES // 1024)
    try:
        return _instant(batch.get("sent_at")), _uuid(batch.get("session"), "session"), batch["events"]
    except _WrongEvent as wrong:
        raise UnreadableBatch(field="sent_at" if wrong.code == "bad_time" else wrong.code, why=wrong.code) from wrong


def _told(event: Any, session: str, skew: timedelta, arrived: datetime) -> Told:
    if not isinstance(event, dict):
        raise _WrongEvent("malformed")
    kind = _kind(event.get("name"))
    thing, key = _about(kind, event.get("about", ""))
    at = _instant(event.get("at")) + skew
    if at < arrived - LATE:
        raise _WrongEvent("too_late")
    is_early = at > arrived + EARLY
    when = arrived if is_early else at
    return Told(
        id=_uuid(event.get("id"), "bad_id"),
        name=kind.name,
        at=when.isoformat(),
        was_moved=is_early or bool(skew),
        session=session,
        thing=thing,
        key=key,
        details=_details(kind, event.get("details", {})),
    )


def _kind(name: Any) -> Kind:
    if not isinstance(name, str) or name not in BY_NAME:
        raise _WrongEvent("unknown_event")
    if name not in FROM_BROWSERS:
        raise _WrongEvent("not_from_browsers")
    return BY_NAME[name]


def _about(kind: Kind, about: Any) -> tuple[str, str]:
    """What an event is about, where its kind is about something."""
    if not is_text(about) or len(about) > LONGEST_KEY:
        raise _WrongEvent("bad_object")
    thing, _colon, key = about.partition(":")
    if bool(kind.things) != bool(key) or (kind.things and thing not in kind.things):
        raise _WrongEvent("bad_object")
    return thing, key


def _details(kind: Kind, details: Any) -> dict[str, Any]:
    if not isinstance(details, dict) or not details.keys() <= kind.details.keys():
        raise _WrongEvent("unknown_detail")
    if not all(kind.details[name].fits(value) for name, value in details.items()):
        raise _WrongEvent("bad_detail")
    return details


def _instant(milliseconds: Any) -> datetime:
    if isinstance(milliseconds, bool) or not isinstance(milliseconds, int | float):
        raise _WrongEvent("bad_time")
    try:
        return EPOCH + timedelta(milliseconds=milliseconds)
    except (OverflowError, ValueError) as far:
        raise _WrongEvent("bad_time") from far


def _uuid(text: Any, code: str) -> str:
    try:
        return str(uuid.UUID(text))
    except (ValueError, AttributeError, TypeError) as trouble:
        raise _WrongEvent(code) from trouble
