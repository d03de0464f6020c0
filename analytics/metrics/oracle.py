"""The oracle: metrics by the letter of their definitions, person by person, without a thought for speed.

Engines are held to it on hand-made and invented logs. When an engine and this disagree, read the definition.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise, takewhile

from analytics.metrics.engine import (
    ActiveDay,
    ActiveTable,
    Cell,
    Cohort,
    ContentLine,
    FunnelTable,
    GrowthLine,
    Move,
    ObjectLine,
    PathTable,
)
from analytics.metrics.specs import (
    ActiveSpec,
    Belonging,
    Clock,
    CohortSpec,
    ContentSpec,
    FunnelSpec,
    GrowthSpec,
    MetricSpec,
    ObjectSpec,
    Order,
    PathSpec,
    Return,
)

ONE_DAY = timedelta(days=1)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Event:
    """Something a person did. `arrived_at` is when we heard of it (at once, unless said)."""

    id: str
    user: str
    name: str
    at: datetime
    object: str = ""
    is_bot: bool = False
    is_staff: bool = False
    arrived_at: datetime | None = None

    @property
    def heard_at(self) -> datetime:
        return self.arrived_at or self.at


class Oracle:
    """An `Engine` over a list of events."""

    def __init__(self, events: Iterable[Event]) -> None:
        """Events in any order, some perhaps twice."""
        once: dict[str, Event] = {}
        for event in sorted(events, key=lambda one: (one.heard_at, one.at)):
            once.setdefault(event.id, event)
        self._events = sorted(once.values(), key=lambda one: (one.at, one.id))

    def _by_user(self, spec: MetricSpec, names: Set[str] | None = None) -> dict[str, list[Event]]:
        """What each person did, in order, of what was known at `as_of`; of these names, or of all."""
        found: dict[str, list[Event]] = defaultdict(list)
        for event in self._events:
            is_known = event.at <= spec.as_of and event.heard_at <= spec.as_of
            is_wanted = (spec.with_bots or not event.is_bot) and (spec.with_staff or not event.is_staff)
            if is_known and is_wanted and (names is None or event.name in names):
                found[event.user].append(event)
        return found

    # -------------------------------------------------------------- who is here

    def active(self, spec: ActiveSpec) -> ActiveTable:
        people = self._by_user(spec, spec.events)
        days = {user: {spec.calendar.day_of(event.at) for event in events} for user, events in people.items()}
        lines = []
        day = spec.start
        while day < spec.end:
            daily, weekly, monthly = (_present(days, day, length) for length in (1, 7, spec.window))
            lines.append(ActiveDay(day, daily, weekly, monthly))
            day += ONE_DAY
        last = spec.end - ONE_DAY
        exact = Counter(len(_within(mine, last, spec.window)) for mine in days.values())
        return ActiveTable(lines, [exact[count] for count in range(1, spec.window + 1)])

    def growth_accounting(self, spec: GrowthSpec) -> list[GrowthLine]:
        calendar = spec.calendar
        people = self._by_user(spec, spec.events)
        if spec.rolling:
            days = {user: {calendar.day_of(event.at) for event in events} for user, events in people.items()}
            return _rolling_growth(days, spec)
        mine = {user: {calendar.period_of(event.at) for event in events} for user, events in people.items()}
        lines = []
        for period in calendar.periods(spec.start, spec.end):
            before = calendar.later(period, -1)
            states = Counter(_state(periods, period, before) for periods in mine.values())
            lines.append(_line(period, states))
        return lines

    # -------------------------------------------------------------- who came back

    def cohorts(self, spec: CohortSpec) -> list[Cohort]:
        calendar = spec.calendar
        starts = self._by_user(spec, spec.events)
        returns = self._by_user(spec, spec.return_events)
        members: dict[date, list[set[int]]] = defaultdict(list)
        for user, events in starts.items():
            for period, start in _starts(events, spec).items():
                members[period].append(_offsets(start, returns.get(user, []), spec))
        return [
            Cohort(period, len(members[period]), [_cell(members[period], period, cell, spec) for cell in spec.cells])
            for period in calendar.periods(spec.start, spec.end)
        ]

    # -------------------------------------------------------------- how far they get

    def funnel(self, spec: FunnelSpec) -> FunnelTable:
        people = self._by_user(spec, spec.looked_at)
        depths: Counter[int] = Counter()
        under_way: Counter[int] = Counter()
        times = []
        for events in people.values():
            entries = [event for event in events if event.name in _enters(spec) and _is_in_range(event, spec)]
            if not entries:
                continue
            walks = [(entry, *_walk(entry, events, spec)) for entry in entries]
            depth = max(reached for _entry, reached, _end in walks)
            depths[depth] += 1
            if depth == len(spec.steps):
                times.append(min((end - entry.at) // MICROSECOND for entry, reached, end in walks if reached == depth))
            elif any(entry.at + spec.window > spec.as_of for entry in entries):
                under_way[depth] += 1
        steps = range(1, len(spec.steps) + 1)
        reached = [sum(count for depth, count in depths.items() if depth >= step) for step in steps]
        return FunnelTable(reached, [under_way[step] for step in steps], sorted(times))

    # -------------------------------------------------------------- what follows what

    def paths(self, spec: PathSpec) -> PathTable:
        moves: Counter[tuple[int, str, str]] = Counter()
        sessions = 0
        for events in self._by_user(spec, spec.events or None).values():
            for session in sessions_of(events, spec.gap):
                if _is_in_range(session[0], spec):
                    sessions += 1
                    moves.update(_moves(session[: spec.depth]))
        ranked = sorted(moves.items(), key=lambda one: (-one[1], one[0]))
        shown = [Move(*move, count) for move, count in ranked[: spec.most]]
        return PathTable(sessions, shown, sum(count for _move, count in ranked[spec.most :]))

    # -------------------------------------------------------------- what being seen leads to

    def content(self, spec: ContentSpec) -> list[ContentLine]:
        """One line for each object of an impression or action in the range, by its name."""
        shown: Counter[str] = Counter()
        acted: Counter[str] = Counter()
        all_shown: Counter[str] = Counter()
        all_acted: Counter[str] = Counter()
        saw: dict[str, set[str]] = defaultdict(set)
        did: dict[str, set[str]] = defaultdict(set)
        for user, events in self._by_user(spec).items():
            within = [event for event in events if _is_in_range(event, spec)]
            all_shown.update(event.object for event in within if event.name in spec.events)
            all_acted.update(event.object for event in within if event.name in spec.actions)
            for session in sessions_of(events, spec.gap):
                for subject, has_acted in _seen(session, spec).items():
                    shown[subject] += 1
                    acted[subject] += has_acted
                    saw[subject].add(user)
                    did[subject] |= {user} if has_acted else set()
        return [
            ContentLine(one, shown[one], acted[one], len(saw[one]), len(did[one]), all_shown[one], all_acted[one])
            for one in sorted({*shown, *all_shown, *all_acted})
        ]

    def objects(self, spec: ObjectSpec) -> list[ObjectLine]:
        counts: Counter[tuple[str, str]] = Counter()
        for events in self._by_user(spec, spec.events).values():
            counts.update((event.object, event.name) for event in events if event.object and _is_in_range(event, spec))
        return [ObjectLine(*key, times) for key, times in sorted(counts.items())]


def _seen(session: Sequence[Event], spec: ContentSpec) -> dict[str, bool]:
    """The objects first seen in a session, on a day of the range, and whether the action followed."""
    impressions: dict[str, Event] = {}
    for event in session:
        if event.name in spec.events:
            impressions.setdefault(event.object, event)
    return {
        subject: any(_is_action_on(event, first, spec) for event in session)
        for subject, first in impressions.items()
        if _is_in_range(first, spec)
    }


def _is_action_on(event: Event, impression: Event, spec: ContentSpec) -> bool:
    return event.name in spec.actions and event.object == impression.object and event.at >= impression.at


def _within(days: Set[date], last: date, length: int) -> set[date]:
    """The days among the `length` that end with `last`."""
    return {day for day in days if last - length * ONE_DAY < day <= last}


def _present(days: Mapping[str, Set[date]], last: date, length: int) -> int:
    return sum(bool(_within(mine, last, length)) for mine in days.values())


def _state(periods: Set[date], period: date, before: date) -> str:
    """What one person is in a period. New is who was never here before, in all that is known, not only in the range."""
    if period in periods:
        if min(periods) == period:
            return "new"
        return "retained" if before in periods else "resurrected"
    return "churned" if before in periods else ""


def _rolling_growth(days: Mapping[str, Set[date]], spec: GrowthSpec) -> list[GrowthLine]:
    """As `_state`, in the days that end with each day of the range and the as many before them."""
    lines = []
    last = spec.start
    while last < spec.end:
        first = last - (spec.rolling - 1) * ONE_DAY
        lines.append(_line(first, Counter(_state_by(mine, first, last, spec.rolling) for mine in days.values())))
        last += ONE_DAY
    return lines


def _state_by(days: Set[date], first: date, last: date, length: int) -> str:
    before = _within(days, first - ONE_DAY, length)
    if _within(days, last, length):
        if min(days) >= first:
            return "new"
        return "retained" if before else "resurrected"
    return "churned" if before else ""


def _line(first: date, states: Mapping[str, int]) -> GrowthLine:
    new, retained, back = states["new"], states["retained"], states["resurrected"]
    return GrowthLine(first, new + retained + back, new, retained, back, states["churned"])


def _is_in_range(event: Event, spec: MetricSpec) -> bool:
    return spec.start <= spec.calendar.day_of(event.at) < spec.end


def _starts(events: Sequence[Event], spec: CohortSpec) -> dict[date, Event]:
    """The start of one person in each of their cohorts: the first start of the period."""
    periods = set(spec.calendar.periods(spec.start, spec.end))
    starts: dict[date, Event] = {}
    for event in events[:1] if spec.belonging is Belonging.FIRST else events:
        period = spec.calendar.period_of(event.at)
        if period in periods:
            starts.setdefault(period, event)
    return starts


def _offsets(start: Event, returns: Sequence[Event], spec: CohortSpec) -> set[int]:
    """The periods after the start, 0 and up, in which the person came back."""
    if spec.clock is Clock.ROLLING:
        return {(event.at - start.at) // spec.length for event in returns if event.at >= start.at}
    calendar = spec.calendar
    first = calendar.number(calendar.day_of(start.at))
    return {calendar.number(calendar.day_of(event.at)) - first for event in returns if event.at >= start.at}


def _cell(members: Sequence[Set[int]], period: date, cell: tuple[int, int], spec: CohortSpec) -> Cell:
    first, last = cell
    if spec.mode is Return.ON_OR_AFTER:
        retained = sum(any(offset >= first for offset in offsets) for offsets in members)
    else:
        retained = sum(any(first <= offset <= last for offset in offsets) for offsets in members)
    return Cell(retained, spec.matures_at(period, last) <= spec.as_of)


def _enters(spec: FunnelSpec) -> frozenset[str]:
    return spec.names if spec.order is Order.ANY_ORDER else spec.steps[0]


def _walk(entry: Event, events: Sequence[Event], spec: FunnelSpec) -> tuple[int, datetime]:
    """How many steps this entry comes to, and when it came to the last of them, as early as can be."""
    usable = [event for event in events if event.at - entry.at <= spec.window]
    if spec.same_object:
        usable = [event for event in usable if event.object == entry.object]
    later = usable[usable.index(entry) :]
    if spec.order is Order.CONSECUTIVE:
        return _walk_on(later, spec)
    if spec.order is Order.ANY_ORDER:
        return _gather(later, spec)
    return _go_on([entry], usable, spec)


def _walk_on(later: Sequence[Event], spec: FunnelSpec) -> tuple[int, datetime]:
    """Step for step, the very next event each time."""
    done = list(takewhile(lambda pair: pair[0].name in pair[1], zip(later, spec.steps, strict=False)))
    return len(done), done[-1][0].at


def _gather(later: Sequence[Event], spec: FunnelSpec) -> tuple[int, datetime]:
    """Whichever steps come, each when it first comes."""
    firsts = [next((event.at for event in later if event.name in step), None) for step in spec.steps]
    done = [moment for moment in firsts if moment is not None]
    return len(done), max(done)


def _go_on(done: list[Event], usable: Sequence[Event], spec: FunnelSpec) -> tuple[int, datetime]:
    here = done[-1]
    if len(done) == len(spec.steps):
        return len(done), here.at
    wanted = spec.steps[len(done)]
    after = [event for event in usable if event.name in wanted and event not in done and _follows(event, here, spec)]
    if not after:
        return len(done), here.at
    # Of different instants the earliest is never worse; of equal ones, any may be the right one.
    nearest = [event for event in after if event.at == after[0].at]
    walks = [_go_on([*done, event], usable, spec) for event in nearest]
    return min(walks, key=lambda walk: (-walk[0], walk[1]))


def _follows(event: Event, before: Event, spec: FunnelSpec) -> bool:
    if spec.any_tie:
        return event.at >= before.at
    return (event.at, event.id) > (before.at, before.id)


def sessions_of(events: Sequence[Event], gap: timedelta) -> list[list[Event]]:
    """One person's events, in order, cut where the pause is longer than `gap`."""
    sessions: list[list[Event]] = []
    for event in events:
        if sessions and event.at - sessions[-1][-1].at <= gap:
            sessions[-1].append(event)
        else:
            sessions.append([event])
    return sessions


def _moves(steps: Sequence[Event]) -> list[tuple[int, str, str]]:
    pairs = pairwise(steps)
    return [(position, source.name, target.name) for position, (source, target) in enumerate(pairs, 1)]
