"""What must hold on any log; counted again here in other ways than the oracle's."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import settings as rules
from hypothesis import strategies as st

from analytics.metrics.oracle import Event, Oracle
from analytics.metrics.periods import Calendar, Period
from analytics.metrics.ratios import content_rate, conversion, mean_retention, people_rate, retention, step_conversion
from analytics.metrics.specs import (
    ActiveSpec,
    Belonging,
    Clock,
    CohortSpec,
    ContentSpec,
    FunnelSpec,
    GrowthSpec,
    PathSpec,
    Return,
)
from tests.analytics.metrics.logs import LATER, MICROSECOND, ODD_DAYS, ZONES, logs

OPEN = frozenset({"open"})
ANYTHING = frozenset({"open", "view", "cart", "pay"})
STEPS = (frozenset({"view"}), frozenset({"cart", "pay"}), frozenset({"pay"}))
few = rules(deadline=None, max_examples=30)


def around(day: date) -> dict[str, date]:
    return {"start": day - timedelta(days=6), "end": day + timedelta(days=7)}


def kept(events: list[Event]) -> list[Event]:
    return [one for one in {event.id: event for event in events}.values() if not one.is_bot]


@few
@given(st.sampled_from(ZONES), st.sampled_from(ODD_DAYS), st.integers(-400, 400))
def test_a_day_begins_where_the_day_before_ends(zone, day, offset):
    calendar = Calendar(zone)
    begins = calendar.begins_at(day + timedelta(days=offset))
    assert calendar.day_of(begins) == day + timedelta(days=offset)
    assert calendar.day_of(begins - MICROSECOND) == day + timedelta(days=offset - 1)


@few
@given(st.sampled_from(ZONES), st.integers(631_152_000_000_000, 2_114_380_800_000_000))
def test_the_local_day_by_whole_numbers(zone, since):
    """As engines reckon: floor((microseconds + offset of that instant) ÷ a day)."""
    instant = datetime(1970, 1, 1, tzinfo=UTC) + since * MICROSECOND
    calendar = Calendar(zone)
    local = instant.astimezone(ZoneInfo(zone))
    offset = local.utcoffset() // MICROSECOND
    assert calendar.day_of(instant) == date(1970, 1, 1) + timedelta(days=(since + offset) // 86_400_000_000)


@few
@given(
    st.sampled_from(list(Period)), st.integers(0, 6), st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.integers(-30, 30)
)
def test_periods_are_numbered_in_a_row(period, first_weekday, day, steps):
    calendar = Calendar("UTC", period, first_weekday)
    first = calendar.floor(day)
    assert calendar.floor(first) == first <= day < calendar.later(first, 1)
    assert calendar.number(calendar.later(first, steps)) == calendar.number(day) + steps
    assert calendar.later(calendar.later(first, steps), -steps) == first
    assert period is not Period.WEEK or first.weekday() == first_weekday


@few
@given(logs(), st.sampled_from(list(Period)))
def test_growth_adds_up(log, period):
    zone, day, events = log
    spec = GrowthSpec(events=ANYTHING, zone=zone, period=period, as_of=LATER, **around(day))
    lines = Oracle(events).growth_accounting(spec)
    for line in lines:
        assert line.active == line.new + line.retained + line.resurrected
    for before, line in pairwise(lines):
        assert line.active - before.active == line.new + line.resurrected - line.churned
        assert line.retained + line.churned == before.active
    everyone = {event.user for event in kept(events)}
    assert sum(line.new for line in lines) <= len(everyone)


@few
@given(logs())
def test_active_people_by_day_and_window(log):
    zone, day, events = log
    spec = ActiveSpec(events=ANYTHING, zone=zone, as_of=LATER, **around(day))
    table = Oracle(events).active(spec)
    calendar = Calendar(zone)
    seen = {(calendar.day_of(event.at), event.user) for event in kept(events)}
    for line in table.days:
        assert line.daily == len({user for when, user in seen if when == line.day})
        assert line.daily <= line.weekly <= line.monthly
        assert line.weekly == len({user for when, user in seen if 0 <= (line.day - when).days < 7})
    assert sum(table.by_active_days) == table.days[-1].monthly
    last_days = [line.daily for line in table.days]
    in_window = sum(count * people for count, people in enumerate(table.by_active_days, 1))
    assert in_window >= sum(last_days)  # the range is shorter than the window


@few
@given(
    logs(), st.sampled_from([Period.DAY, Period.WEEK]), st.sampled_from(list(Clock)), st.sampled_from(list(Belonging))
)
def test_cohorts(log, period, clock, belonging):
    zone, day, events = log
    oracle = Oracle(events)
    spec = CohortSpec(
        events=OPEN,
        returns=ANYTHING,
        zone=zone,
        period=period,
        clock=clock,
        belonging=belonging,
        columns=20,
        as_of=LATER,
        **around(day),
    )
    on = oracle.cohorts(spec)
    after = oracle.cohorts(replace(spec, mode=Return.ON_OR_AFTER))
    whole = oracle.cohorts(replace(spec, mode=Return.BRACKET, brackets=((0, 19),)))
    for by_period, unbounded, grouped in zip(on, after, whole, strict=True):
        assert by_period.size == unbounded.size == grouped.size
        assert by_period.cells[0].retained == by_period.size  # a start is a return here
        counts = [cell.retained for cell in unbounded.cells]
        assert counts == sorted(counts, reverse=True)
        assert all(one.retained <= two.retained for one, two in zip(by_period.cells, unbounded.cells, strict=True))
        assert grouped.cells[0].retained == grouped.size
        assert all(rate.hits <= rate.of for rate in retention(by_period))
    opened = {event.user for event in kept(events) if event.name == "open"}
    if belonging is Belonging.FIRST:
        assert sum(cohort.size for cohort in on) <= len(opened)
    means = mean_retention(on)
    assert all((mean is None) is not any(cohort.size for cohort in on) for mean in means)


@few
@given(logs(), st.booleans(), st.booleans())
def test_funnels(log, any_tie, same_object):
    zone, day, events = log
    oracle = Oracle(events)
    spec = FunnelSpec(steps=STEPS, zone=zone, as_of=LATER, any_tie=any_tie, same_object=same_object, **around(day))
    table = oracle.funnel(spec)
    assert list(table.reached) == sorted(table.reached, reverse=True)
    assert len(table.times) == table.reached[-1]
    assert sum(table.under_way) == 0
    assert all(0 <= time <= timedelta(days=7) // MICROSECOND for time in table.times)
    wider = oracle.funnel(replace(spec, window=timedelta(days=14)))
    assert all(more >= less for more, less in zip(wider.reached, table.reached, strict=True))
    looser = oracle.funnel(replace(spec, any_tie=True, same_object=False))
    assert all(more >= less for more, less in zip(looser.reached, table.reached, strict=True))
    assert [rate.of for rate in conversion(table)] == [table.reached[0]] * 3
    assert [rate.hits for rate in step_conversion(table)] == list(table.reached)


@few
@given(logs())
def test_a_funnel_by_its_linear_rule(log):
    """What engines do: for each step keep the latest start from which it can be reached, in one pass."""
    zone, day, events = log
    spec = FunnelSpec(steps=STEPS, zone=zone, as_of=LATER, **around(day))
    assert Oracle(events).funnel(spec).reached == _linear(kept(events), spec)


def _linear(events: list[Event], spec: FunnelSpec) -> list[int]:
    reached = [0] * len(spec.steps)
    for user in {event.user for event in events}:
        starts: list[datetime | None] = [None] * len(spec.steps)
        for event in sorted((one for one in events if one.user == user), key=lambda one: (one.at, one.id)):
            for step in reversed(range(1, len(spec.steps))):
                start = starts[step - 1]
                if event.name in spec.steps[step] and start is not None and event.at - start <= spec.window:
                    starts[step] = max(start, starts[step] or start)
            if event.name in spec.steps[0] and spec.start <= spec.calendar.day_of(event.at) < spec.end:
                starts[0] = event.at
        for step, start in enumerate(starts):
            reached[step] += start is not None
    return reached


@few
@given(logs())
def test_paths_add_up(log):
    zone, day, events = log
    spec = PathSpec(events=ANYTHING, zone=zone, as_of=LATER, most=3, **around(day))
    few_moves, all_moves = Oracle(events).paths(spec), Oracle(events).paths(replace(spec, most=10_000))
    assert all_moves.others == 0
    total = sum(move.count for move in all_moves.moves)
    assert sum(move.count for move in few_moves.moves) + few_moves.others == total
    assert len(few_moves.moves) <= 3
    assert total <= len(kept(events))


@few
@given(logs())
def test_content_rates_are_shares(log):
    zone, day, events = log
    spec = ContentSpec(
        events=frozenset({"view"}), actions=frozenset({"cart", "pay"}), zone=zone, as_of=LATER, **around(day)
    )
    lines = Oracle(events).content(spec)
    assert len({line.object for line in lines}) == len(lines)
    for line in lines:
        assert line.people_acted <= line.acted <= line.shown <= line.all_shown
        assert line.people_acted <= line.people_shown <= line.shown
        assert 0 <= (content_rate(line).value or 0) <= 1
        assert 0 <= (people_rate(line).value or 0) <= 1
    calendar = Calendar(zone)
    seen = [one for one in kept(events) if one.name == "view" and spec.start <= calendar.day_of(one.at) < spec.end]
    assert sum(line.all_shown for line in lines) == len(seen)


@few
@given(logs(), st.randoms())
def test_order_and_repetition_of_what_arrives_change_nothing(log, dice):
    zone, day, events = log
    again = [*events, *events[:7]]
    dice.shuffle(again)
    spec = CohortSpec(events=OPEN, zone=zone, as_of=LATER, **around(day))
    assert Oracle(events).cohorts(spec) == Oracle(again).cohorts(spec)
    steps = FunnelSpec(steps=STEPS, zone=zone, as_of=LATER, **around(day))
    assert Oracle(events).funnel(steps) == Oracle(again).funnel(steps)
