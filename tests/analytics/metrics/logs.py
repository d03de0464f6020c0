"""Logs for tests: written by hand, and made by hypothesis at the edges where engines go wrong."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from analytics.metrics.oracle import Event

SHANGHAI, BERLIN = "Asia/Shanghai", "Europe/Berlin"
ZONES = [SHANGHAI, BERLIN, "America/Sao_Paulo", "America/Los_Angeles", "Asia/Kathmandu", "UTC"]
MICROSECOND = timedelta(microseconds=1)
LATER = datetime(2030, 1, 1, tzinfo=UTC)

_numbers = count(1)


def at(text: str, zone: str = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def did(user: str, name: str, when: str | datetime, *, zone: str = SHANGHAI, id: str = "", **more: Any) -> Event:
    """One event; ids count up, so that events written later come later within an instant."""
    moment = at(when, zone) if isinstance(when, str) else when
    return Event(id or f"e{next(_numbers):09d}", user, name, moment.astimezone(UTC), **more)


def shared(**more: Any) -> dict[str, Any]:
    """What a definition has unless the test says otherwise."""
    usual = {"events": frozenset({"open"}), "start": date(2026, 3, 2), "end": date(2026, 3, 30), "as_of": LATER}
    return usual | more


# Instants around which days, weeks, months and summers change: local midnights of the zones' odd days, and a
# microsecond to each side.
ODD_DAYS = [
    date(2024, 3, 31),
    date(2024, 10, 27),
    date(2018, 11, 4),
    date(2018, 2, 18),
    date(2024, 3, 10),
    date(2024, 3, 1),
]


@st.composite
def moments(draw: st.DrawFn, zone: str, around: date) -> datetime:
    midnight = datetime(around.year, around.month, around.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    days = draw(st.integers(-9, 9))
    rest = draw(
        st.sampled_from(
            [timedelta(0), -MICROSECOND, MICROSECOND, timedelta(hours=1), timedelta(hours=23), timedelta(minutes=30)]
        )
        | st.integers(0, 86_399).map(lambda seconds: timedelta(seconds=seconds))
    )
    return midnight + timedelta(days=days) + rest


@st.composite
def logs(
    draw: st.DrawFn, *, names: tuple[str, ...] = ("open", "view", "cart", "pay"), most: int = 40
) -> tuple[str, date, list[Event]]:
    """A zone, a day in it, and some events of 2 to 50 people around that day: ties, repeats, bots, late news."""
    zone, around = draw(st.sampled_from(ZONES)), draw(st.sampled_from(ODD_DAYS))
    people = draw(st.sampled_from([2, 5, 5, 50]))
    events = []
    for number in range(draw(st.integers(0, most))):
        moment = events[-1].at if events and draw(st.booleans()) else draw(moments(zone, around))
        events.append(
            Event(
                id=f"{draw(st.integers(0, 99)):02d}-{number}",
                user=f"u{draw(st.integers(1, people))}",
                name=draw(st.sampled_from(names)),
                at=moment,
                object=draw(st.sampled_from(["", "product:1", "note:2"])),
                is_bot=draw(st.integers(0, 9)) == 0,
                arrived_at=moment + timedelta(hours=draw(st.sampled_from([0, 0, 0, 60]))),
            )
        )
    repeated = draw(st.lists(st.sampled_from(events), max_size=5)) if events else []
    return zone, around, draw(st.permutations([*events, *repeated]))
