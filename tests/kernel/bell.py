"""An event and its subscribers for the tests of the outbox; a worker process of a test imports it too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from config.kernel.events import Event, subscribe
from config.kernel.models import IdempotencyKey


@dataclass(frozen=True)
class BellRang(Event):
    """Somebody rang."""

    name: ClassVar[str] = "tests.bell_rang"
    times: int


class OutOfOrder(Exception):
    """The second listener refuses."""


broken: list[bool] = []  # not empty: `note_second` fails


def note(who: str, event: BellRang) -> None:
    """An effect in the database that may be there more than once, so that a second telling shows."""
    count = IdempotencyKey.objects.filter(actor=who, route="bell").count()
    IdempotencyKey.objects.create(actor=who, route="bell", key=f"{event.times}-{count}", body_hash="")


def heard(who: str) -> int:
    return IdempotencyKey.objects.filter(actor=who, route="bell").count()


@subscribe(BellRang)
def note_first(event: BellRang) -> None:
    note("first", event)


@subscribe(BellRang)
def note_second(event: BellRang) -> None:
    note("second", event)
    if broken:
        raise OutOfOrder
