"""The edges at which analytics tools have gone wrong, each with the answer written down, in every engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from analytics.metrics.engine import ActiveDay, Cell, Cohort, ContentLine, GrowthLine, Move
from analytics.metrics.periods import Calendar, Period
from analytics.metrics.ratios import mean_retention, quick_ratio, stickiness
from analytics.metrics.specs import (
    ActiveSpec,
    Belonging,
    Clock,
    CohortSpec,
    ContentSpec,
    GrowthSpec,
    PathSpec,
    Return,
)
from tests.analytics.metrics.logs import BERLIN, MICROSECOND, SHANGHAI, at, did, shared

VIEW, CART, PAY = frozenset({"view"}), frozenset({"cart"}), frozenset({"pay"})


def days_with_people(count, events, **more):
    table = count(events).active(ActiveSpec(**shared(**more)))
    return {line.day: line.daily for line in table.days if line.daily}


# ------------------------------------------------------------------ days


def test_a_microsecond_before_midnight_is_the_day_before(count):
    events = [did("li", "open", "2026-03-09 23:59:59.999999"), did("li", "open", "2026-03-10 00:00")]
    assert days_with_people(count, events) == {date(2026, 3, 9): 1, date(2026, 3, 10): 1}


def test_retention_at_a_microsecond_before_midnight(count):
    events = [did("li", "open", "2026-03-09 23:59:59.999999"), did("li", "open", "2026-03-10 00:00")]
    spec = CohortSpec(**shared(start=date(2026, 3, 9), end=date(2026, 3, 10), columns=2))
    [cohort] = count(events).cohorts(spec)
    assert [cell.retained for cell in cohort.cells] == [1, 1]
    rolled = count(events).cohorts(replace(spec, clock=Clock.ROLLING))
    assert [cell.retained for cell in rolled[0].cells] == [1, 0]


def test_sunday_evening_in_greenwich_is_monday_morning_here(count):
    event = did("li", "open", "2026-03-08 23:30", zone="UTC")
    assert days_with_people(count, [event]) == {date(2026, 3, 9): 1}
    [line] = [one for one in count([event]).growth_accounting(GrowthSpec(**shared(period=Period.WEEK))) if one.active]
    assert line.first_day == date(2026, 3, 9)
    sundays = GrowthSpec(**shared(period=Period.WEEK, zone="UTC", first_weekday=6))
    assert [one.first_day for one in count([event]).growth_accounting(sundays) if one.active] == [date(2026, 3, 8)]


def test_retention_in_utc_plus_8(count):
    """Eight in the evening in Greenwich is the next day here: the second visit is on day 1, not on day 2."""
    events = [
        did("li", "open", "2026-03-09 09:00"),
        did("li", "open", datetime(2026, 3, 9, 20, 0, tzinfo=UTC)),
    ]
    [cohort] = count(events).cohorts(CohortSpec(**shared(start=date(2026, 3, 9), end=date(2026, 3, 10), columns=3)))
    assert [cell.retained for cell in cohort.cells] == [1, 1, 0]


@pytest.mark.parametrize(
    ("day", "hours"), [("2024-03-31", 23), ("2024-10-27", 25)], ids=["summer begins", "summer ends"]
)
def test_retention_across_a_change_of_the_clocks(count, day, hours):
    """Day 1 begins at local midnight, after a day of 23 or 25 hours."""
    first = at(f"{day} 00:00", BERLIN).astimezone(UTC)
    next_day = first + timedelta(hours=hours)
    started = date.fromisoformat(day)
    events = [
        did("li", "open", first),
        did("li", "open", next_day),
        did("wu", "open", first),
        did("wu", "open", next_day - MICROSECOND),
    ]
    spec = CohortSpec(**shared(start=started, end=started + timedelta(days=1), zone=BERLIN, columns=2))
    [cohort] = count(events).cohorts(spec)
    assert [cell.retained for cell in cohort.cells] == [2, 1]
    almost = next_day + timedelta(days=1) - MICROSECOND
    assert [cell.is_mature for cell in count([]).cohorts(replace(spec, as_of=almost))[0].cells] == [True, False]


def test_where_midnight_is_skipped_the_day_begins_after_the_gap():
    calendar = Calendar("America/Sao_Paulo")
    begins = calendar.begins_at(date(2018, 11, 4))
    assert begins == datetime(2018, 11, 4, 3, 0, tzinfo=UTC)
    assert calendar.day_of(begins) == date(2018, 11, 4)
    assert calendar.day_of(begins - MICROSECOND) == date(2018, 11, 3)


# ------------------------------------------------------------------ who counts


def test_told_twice_counts_once_and_bots_and_staff_not_at_all(count):
    once = did("li", "open", "2026-03-09 10:00")
    events = [
        once,
        once,
        did("crawler", "open", "2026-03-09 10:00", is_bot=True),
        did("clerk", "open", "2026-03-09 10:00", is_staff=True),
        did("wu", "push_sent", "2026-03-09 10:00"),
    ]
    assert days_with_people(count, events) == {date(2026, 3, 9): 1}
    assert days_with_people(count, events, with_bots=True, with_staff=True) == {date(2026, 3, 9): 3}


def test_what_arrives_later_is_not_known_yet(count):
    event = did("li", "open", "2026-03-09 10:00", arrived_at=at("2026-03-11 10:00"))
    assert days_with_people(count, [event], as_of=at("2026-03-11 09:59")) == {}
    assert days_with_people(count, [event], as_of=at("2026-03-11 10:00")) == {date(2026, 3, 9): 1}


def test_windows_end_with_their_day(count):
    events = [did("li", "open", "2026-03-02 10:00"), did("wu", "open", "2026-03-29 10:00")]
    spec = ActiveSpec(**shared(end=date(2026, 3, 31)))
    lines = {line.day: line for line in count(events).active(spec).days}
    assert lines[date(2026, 3, 8)] == ActiveDay(date(2026, 3, 8), 0, 1, 1)
    assert lines[date(2026, 3, 9)] == ActiveDay(date(2026, 3, 9), 0, 0, 1)
    assert lines[date(2026, 3, 29)] == ActiveDay(date(2026, 3, 29), 1, 1, 2)
    assert lines[date(2026, 3, 30)] == ActiveDay(date(2026, 3, 30), 0, 1, 1)


def test_stickiness_and_its_histogram(count):
    """Li is here on each of 28 days, Wu on seven: 35 person-days ÷ 28 days ÷ 2 people."""
    days = [date(2026, 3, 2) + timedelta(days=day) for day in range(28)]
    events = [did("li", "open", f"{day} 12:00") for day in days] + [
        did("wu", "open", f"{day} 12:00") for day in days[::4]
    ]
    table = count(events).active(ActiveSpec(**shared()))
    assert stickiness(table) == pytest.approx(35 / 28 / 2)
    assert {days: people for days, people in enumerate(table.by_active_days, 1) if people} == {7: 1, 28: 1}
    assert stickiness(count([]).active(ActiveSpec(**shared()))) is None
    assert stickiness(count(events).active(ActiveSpec(**shared(end=date(2026, 3, 9))))) is None


# ------------------------------------------------------------------ growth accounting


def test_new_stayed_came_back_gone(count):
    events = [
        did("old", "open", "2026-02-10 10:00"),
        did("old", "open", "2026-03-03 10:00"),
        did("new", "open", "2026-03-03 10:00"),
        did("new", "open", "2026-03-10 10:00"),
    ]
    spec = GrowthSpec(**shared(period=Period.WEEK, end=date(2026, 3, 23)))
    lines = count(events).growth_accounting(spec)
    assert lines == [
        GrowthLine(date(2026, 3, 2), 2, 1, 0, 1, 0),
        GrowthLine(date(2026, 3, 9), 1, 0, 1, 0, 1),
        GrowthLine(date(2026, 3, 16), 0, 0, 0, 0, 1),
    ]
    assert [quick_ratio(line) for line in lines] == [float("inf"), 0, 0]
    assert quick_ratio(GrowthLine(date(2026, 3, 2), 5, 0, 5, 0, 0)) is None


# ------------------------------------------------------------------ cohorts


def test_who_was_here_before_the_range_is_in_no_first_time_cohort(count):
    events = [did("old", "open", "2026-02-10 10:00"), did("old", "open", "2026-03-03 10:00")]
    spec = CohortSpec(**shared(period=Period.WEEK, columns=1))
    assert sum(cohort.size for cohort in count(events).cohorts(spec)) == 0
    recurring = count(events).cohorts(replace(spec, belonging=Belonging.RECURRING))
    assert [(one.first_day, one.size) for one in recurring if one.size] == [(date(2026, 3, 2), 1)]


def test_on_on_or_after_and_brackets(count):
    events = [did("li", "open", f"2026-03-{day:02} 10:00") for day in (2, 4, 9)] + [
        did("wu", "open", "2026-03-02 11:00")
    ]
    spec = CohortSpec(**shared(end=date(2026, 3, 3), columns=9))
    [on] = count(events).cohorts(spec)
    assert [cell.retained for cell in on.cells] == [2, 0, 1, 0, 0, 0, 0, 1, 0]
    [after] = count(events).cohorts(replace(spec, mode=Return.ON_OR_AFTER))
    assert [cell.retained for cell in after.cells] == [2, 1, 1, 1, 1, 1, 1, 1, 0]
    brackets = ((0, 0), (1, 3), (4, 6), (7, 14))
    [grouped] = count(events).cohorts(replace(spec, mode=Return.BRACKET, brackets=brackets))
    assert [cell.retained for cell in grouped.cells] == [2, 1, 0, 1]


def test_period_0_is_the_real_share_when_coming_back_is_something_else(count):
    events = [
        did("li", "pay", "2026-03-02 09:00"),
        did("li", "open", "2026-03-02 10:00"),
        did("wu", "open", "2026-03-02 10:00"),
        did("wu", "pay", "2026-03-02 10:00"),
    ]
    spec = CohortSpec(**shared(end=date(2026, 3, 3), columns=1, returns=PAY))
    assert count(events).cohorts(spec) == [Cohort(date(2026, 3, 2), 2, [Cell(1, True)])]


def test_rolling_days_are_24_hours_from_ones_own_start(count):
    events = [
        did("li", "open", "2026-03-02 23:00"),
        did("li", "open", "2026-03-03 22:59:59.999999"),
        did("wu", "open", "2026-03-02 23:00"),
        did("wu", "open", "2026-03-03 23:00"),
    ]
    spec = CohortSpec(**shared(end=date(2026, 3, 3), columns=2, clock=Clock.ROLLING))
    [cohort] = count(events).cohorts(spec)
    assert [cell.retained for cell in cohort.cells] == [2, 1]


def test_immature_cells_are_marked_and_left_out_of_the_mean(count):
    events = [
        did("li", "open", "2026-03-02 10:00"),
        did("li", "open", "2026-03-03 10:00"),
        did("wu", "open", "2026-03-03 10:00"),
        did("he", "open", "2026-03-03 10:00"),
    ]
    spec = CohortSpec(**shared(end=date(2026, 3, 4), columns=3, as_of=at("2026-03-04 00:00")))
    first, second = count(events).cohorts(spec)
    assert first.cells == [Cell(1, True), Cell(1, True), Cell(0, False)]
    assert second.cells == [Cell(2, True), Cell(0, False), Cell(0, False)]
    zero, one, two = mean_retention([first, second])
    assert (zero.hits, zero.of) == (3, 3)
    assert (one.hits, one.of) == (1, 1)
    assert two is None


def test_a_rolling_cell_matures_when_the_last_to_start_has_had_it(count):
    spec = CohortSpec(**shared(end=date(2026, 3, 3), columns=1, clock=Clock.ROLLING, as_of=at("2026-03-03 23:59")))
    assert [cell.is_mature for cell in count([]).cohorts(spec)[0].cells] == [False]
    [later] = count([]).cohorts(replace(spec, as_of=at("2026-03-04 00:00")))
    assert later.cells == [Cell(0, True)]


# ------------------------------------------------------------------ paths


def test_sessions_end_after_thirty_minutes_and_not_at_midnight(count):
    events = [
        did("li", "open", "2026-03-03 23:50"),
        did("li", "view", "2026-03-04 00:20"),
        did("li", "pay", "2026-03-04 00:50:00.000001"),
    ]
    table = count(events).paths(PathSpec(**shared(events=frozenset())))
    assert table.sessions == 2
    assert table.moves == [Move(1, "open", "view", 1)]


def test_the_most_frequent_moves_and_the_others(count):
    events = [
        did(user, name, f"2026-03-03 10:{minute:02}")
        for user, names in (("li", ["open", "view", "view"]), ("wu", ["open", "view"]), ("he", ["open", "pay"]))
        for minute, name in enumerate(names)
    ]
    table = count(events).paths(PathSpec(**shared(events=frozenset(), most=1)))
    assert table.moves == [Move(1, "open", "view", 2)]
    assert (table.sessions, table.others) == (3, 2)
    shallow = count(events).paths(PathSpec(**shared(events=frozenset(), depth=2)))
    assert max(move.position for move in shallow.moves) == 1


# ------------------------------------------------------------------ content


def test_a_rate_never_passes_one_however_often_one_clicks(count):
    events = [
        did("li", "seen", "2026-03-03 10:00", object="product:1"),
        did("li", "seen", "2026-03-03 10:05", object="product:1"),
        did("li", "click", "2026-03-03 10:06", object="product:1"),
        did("li", "click", "2026-03-03 10:07", object="product:1"),
        did("li", "seen", "2026-03-03 12:00", object="product:1"),
        did("wu", "click", "2026-03-03 09:59", object="product:1"),
        did("wu", "seen", "2026-03-03 10:00", object="product:1"),
        did("wu", "click", "2026-03-03 10:01", object="note:2"),
        did("bot", "seen", "2026-03-03 10:00", object="product:1", is_bot=True),
    ]
    spec = ContentSpec(**shared(events=frozenset({"seen"}), actions=frozenset({"click"})))
    assert count(events).content(spec) == [
        ContentLine("note:2", 0, 0, 0, 0, 0, 1),
        ContentLine("product:1", 3, 1, 2, 1, 4, 3),
    ]


def test_a_session_counts_on_the_day_it_was_seen(count):
    events = [
        did("li", "seen", "2026-03-29 23:59", object="product:1"),
        did("li", "click", "2026-03-30 00:01", object="product:1"),
        did("wu", "seen", "2026-03-01 23:59", object="product:1"),
        did("wu", "seen", "2026-03-02 00:01", object="product:1"),
    ]
    spec = ContentSpec(**shared(events=frozenset({"seen"}), actions=frozenset({"click"})))
    assert count(events).content(spec) == [ContentLine("product:1", 1, 1, 1, 1, 2, 0)]


def test_zones_here_are_the_shop_s():
    assert ActiveSpec(**shared()).zone == SHANGHAI


def test_growth_of_windows_beside_the_windows_before(count):
    """With three days: Li is new until the 5th, here again on the 9th after three days away."""
    events = [did("li", "open", "2026-03-03 10:00"), did("li", "open", "2026-03-09 10:00")]
    spec = GrowthSpec(**shared(start=date(2026, 3, 5), end=date(2026, 3, 10), rolling=3))
    states = [
        (line.first_day.day, line.active, line.new, line.retained, line.resurrected, line.churned)
        for line in count(events).growth_accounting(spec)
    ]
    assert states == [
        (3, 1, 1, 0, 0, 0),
        (4, 0, 0, 0, 0, 1),
        (5, 0, 0, 0, 0, 1),
        (6, 0, 0, 0, 0, 1),
        (7, 1, 0, 0, 1, 0),
    ]


def test_somebody_here_in_both_windows_stayed(count):
    events = [did("li", "open", "2026-03-03 10:00"), did("li", "open", "2026-03-06 10:00")]
    spec = GrowthSpec(**shared(start=date(2026, 3, 6), end=date(2026, 3, 7), rolling=3))
    assert count(events).growth_accounting(spec) == [GrowthLine(date(2026, 3, 4), 1, 0, 1, 0, 0)]


def test_a_session_that_never_pauses_is_followed_as_far_as_it_goes(count):
    """Two days of an event every twenty minutes: its beginning lies further back than is usually read."""
    begun = at("2026-02-27 12:00")
    events = [did("li", "view", begun + timedelta(minutes=20 * step), object="product:1") for step in range(300)]
    table = count(events).paths(PathSpec(**shared(events=frozenset())))
    assert (table.sessions, table.moves) == (0, [])
    spec = ContentSpec(**shared(events=VIEW, actions=CART))
    assert [(line.shown, line.all_shown) for line in count(events).content(spec)] == [(0, 120)]
