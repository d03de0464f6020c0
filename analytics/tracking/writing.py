"""From the stream into the table: COPY into a staging table, then what is new. One transaction, then the entries go.

Told twice is written once: an event known by its id is left out, whatever its instant. Where a browser's clock was
mended, the same event could come again with another instant; such batches are written one after another.
"""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from time import monotonic
from typing import Any

from django.db import DataError, IntegrityError, connection, transaction

from accounts.organisations.models import Membership, Role
from analytics.tracking.actors import actors_of_browsers, actors_of_people, join_browser
from analytics.tracking.days import mark_dirty, site_zone
from analytics.tracking.intake import KEPT_OF_REFUSED, LATE
from analytics.tracking.models import DeadLetter
from analytics.tracking.partitions import ensure_months
from analytics.tracking.stream import Entry, done, take
from analytics.tracking.things import Found, things_named
from config.kernel.clock import now

log = logging.getLogger(__name__)

UNWRITABLE = (DataError, IntegrityError, LookupError, TypeError, ValueError)
BATCHES_AT_ONCE = 100  # of at most 50 events: 5,000
LETTERS_KEPT = timedelta(days=14)
MENDED_ONE_AT_A_TIME = 7_402_633  # any number, the same for everybody who writes
KNOWN_FOR = LATE + timedelta(days=1)

COLUMNS = (
    "id, happened_at, arrived_at, name, actor_id, session, object_kind, object_id, shop_id, is_bot, is_staff, details"
)
STAGE = """
    CREATE TEMPORARY TABLE IF NOT EXISTS staged_event (LIKE analytics_event INCLUDING DEFAULTS) ON COMMIT DELETE ROWS"""
COPY = f"COPY staged_event ({COLUMNS}) FROM STDIN"
KNOWN = "SELECT id::text FROM analytics_event WHERE id = ANY(%s::uuid[]) AND happened_at >= %s"
WRITE = f"""
    WITH fresh AS (
        INSERT INTO analytics_event ({COLUMNS}) SELECT {COLUMNS} FROM staged_event
        ON CONFLICT DO NOTHING RETURNING happened_at)
    SELECT (happened_at AT TIME ZONE %s)::date AS day, count(*) FROM fresh GROUP BY 1 ORDER BY 1"""  # noqa: S608


@dataclass(frozen=True)
class Row:
    """A line of the event table."""

    id: str
    happened_at: str
    arrived_at: str
    name: str
    actor: int
    session: str | None
    thing: str
    thing_pk: int
    shop: int | None
    is_bot: bool
    is_staff: bool
    details: dict[str, Any]

    def line(self) -> str:
        details = json.dumps(self.details, ensure_ascii=False).replace("\\", "\\\\") if self.details else "{}"
        return "\t".join(
            (
                self.id,
                self.happened_at,
                self.arrived_at,
                self.name,
                str(self.actor),
                self.session or "\\N",
                self.thing,
                str(self.thing_pk),
                "\\N" if self.shop is None else str(self.shop),
                "t" if self.is_bot else "f",
                "t" if self.is_staff else "f",
                details,
            )
        )


def consume(consumer: str, *, seconds: float = 20.0) -> int:
    """Write down what waits until nothing does, or the time is over; how many batches. Two consumers share the work."""
    ends, written = monotonic() + seconds, 0
    while entries := take(consumer, most=BATCHES_AT_ONCE):
        _write_or_bury(entries)
        done(entries)
        written += len(entries)
        if monotonic() > ends:
            break
    return written


def _write_or_bury(entries: Sequence[Entry]) -> None:
    """A batch that can't be written whatever happens must not keep the others waiting: it becomes a dead letter."""
    try:
        write(entries)
    except UNWRITABLE:
        if len(entries) > 1:
            for entry in entries:
                _write_or_bury([entry])
        else:
            log.exception("batch %s can't be written", entries[0].id)
            DeadLetter.objects.create(reason="unwritable", body=ascii(entries[0].batch)[:KEPT_OF_REFUSED])


@transaction.atomic
def write(entries: Sequence[Entry]) -> int:
    """Write the events of these batches, and their dead letters; how many events were new."""
    batches = [entry.batch for entry in entries]
    if any(event["was_moved"] for batch in batches for event in batch["told"]):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [MENDED_ONE_AT_A_TIME])
    actors = _actors(batches)
    things = things_named(
        {(event["thing"], event["key"]) for batch in batches for event in batch["told"] if event["key"]}
    )
    crew = _crew(batches)
    rows, letters = [], []
    for batch, actor in zip(batches, actors, strict=True):
        letters += [_letter(batch, one["code"], one["name"], one["body"]) for one in batch["refused"]]
        for event in batch["told"]:
            if actor is None:
                continue  # somebody who has left; nothing of theirs is kept
            if (found := _found(event, things)) is None:
                letters.append(_letter(batch, "unknown_object", event["name"], f"{event['thing']}:{event['key']}"))
            else:
                rows.append(_row(batch, event, actor, found, crew))
    DeadLetter.objects.bulk_create(letters)
    return insert(rows)


def insert(rows: Sequence[Row]) -> int:
    """Write these rows where they are new, and mark their days; how many were. In the caller's transaction."""
    if not rows:
        return 0
    instants = [datetime.fromisoformat(row.happened_at) for row in rows]
    ensure_months(min(instants), max(instants))
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, [[row.id for row in rows], min(instants) - KNOWN_FOR])
        known = {row[0] for row in cursor.fetchall()}
        fresh = {row.id: row for row in reversed(rows) if row.id not in known}  # of one told twice the first
        cursor.execute(STAGE)
        ordered = [fresh[one].line() for one in sorted(fresh)]  # in one order two never wait for each other
        cursor.copy_expert(COPY, io.StringIO("".join(f"{line}\n" for line in ordered)))
        cursor.execute(WRITE, [site_zone()])
        days: list[tuple[date, int]] = cursor.fetchall()
        cursor.execute("TRUNCATE staged_event")
    mark_dirty(day for day, _events in days)
    return sum(events for _day, events in days)


def forget_old_letters() -> int:
    return DeadLetter.objects.filter(at__lt=now() - LETTERS_KEPT).delete()[0]


def _actors(batches: Sequence[Any]) -> list[int | None]:
    """The actor of each batch. Who is signed in takes over what their browser did before."""
    people = actors_of_people({batch["user"] for batch in batches if batch["user"]})
    pairs = {(batch["visitor"], batch["user"]) for batch in batches if batch["user"] and batch["visitor"]}
    for visitor, user in sorted(pairs):
        if user in people:
            join_browser(visitor=visitor, person=people[user])
    browsers = actors_of_browsers({batch["visitor"] for batch in batches if not batch["user"]})
    return [people.get(batch["user"]) if batch["user"] else browsers[batch["visitor"]] for batch in batches]


def _crew(batches: Iterable[Any]) -> set[tuple[int, int | None]]:
    """(person, shop) of who works where; None stands for the platform's own people, who are staff everywhere."""
    return crew_of({batch["user"] for batch in batches if batch["user"]})


def crew_of(users: set[int]) -> set[tuple[int, int | None]]:
    hats = Membership.objects.filter(user__in=users, is_active=True).exclude(role=Role.COURIER)
    return set(hats.values_list("user_id", "merchant__shop"))


def is_crew(crew: set[tuple[int, int | None]], user: int, shop: int | None) -> bool:
    return (user, None) in crew or (shop is not None and (user, shop) in crew)


def _found(event: Any, things: Found) -> tuple[int, int | None] | None:
    return things.get((event["thing"], event["key"])) if event["key"] else (0, None)


def _row(batch: Any, event: Any, actor: int, found: tuple[int, int | None], crew: set[tuple[int, int | None]]) -> Row:
    pk, shop = found
    return Row(
        id=event["id"],
        happened_at=event["at"],
        arrived_at=batch["arrived"],
        name=event["name"],
        actor=actor,
        session=event["session"],
        thing=event["thing"],
        thing_pk=pk,
        shop=shop,
        is_bot=batch["is_bot"],
        is_staff=bool(batch["user"]) and is_crew(crew, batch["user"], shop),
        details=event["details"],
    )


def _letter(batch: Any, reason: str, name: str, body: str) -> DeadLetter:
    return DeadLetter(at=datetime.fromisoformat(batch["arrived"]), reason=reason, name=name, body=body)
