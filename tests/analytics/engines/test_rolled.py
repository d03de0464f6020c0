"""What is asked every day is answered by roll-ups alone, and the answer is the oracle's."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import settings as rules
from hypothesis import strategies as st

from analytics.engines import default_engine, engine_for
from analytics.metrics.oracle import Oracle
from analytics.metrics.periods import Period
from analytics.metrics.specs import ActiveSpec, Belonging, Clock, CohortSpec, GrowthSpec, ObjectSpec, Return
from analytics.rollups.models import UserDay, Watermark
from analytics.tracking.catalogue import ACTIVE
from tests.analytics.engines.test_conformance import answer
from tests.analytics.engines.world import write
from tests.analytics.metrics.logs import LATER, SHANGHAI, did, logs

pytestmark = pytest.mark.usefixtures("table")

ROLL_UP = """
    DELETE FROM analytics_userday; DELETE FROM analytics_userfirst;
    INSERT INTO analytics_userday (shop_id, day, actor_id, events)
        SELECT coalesce(%(shop)s, 0), (happened_at AT TIME ZONE 'Asia/Shanghai')::date, actor_id, count(*)
        FROM analytics_event WHERE name = ANY(%(active)s) AND NOT is_bot AND NOT is_staff GROUP BY 2, 3;
    INSERT INTO analytics_userfirst (shop_id, actor_id, first_at)
        SELECT coalesce(%(shop)s, 0), actor_id, min(happened_at)
        FROM analytics_event WHERE name = ANY(%(active)s) AND NOT is_bot AND NOT is_staff GROUP BY 2;
    DELETE FROM analytics_objectday;
    INSERT INTO analytics_objectday (day, object_kind, object_id, shop_id, name, times, once, people)
        SELECT (happened_at AT TIME ZONE 'Asia/Shanghai')::date, object_kind, object_id, coalesce(%(shop)s, 0), name,
               count(*), 1, 1
        FROM analytics_event WHERE NOT is_bot AND NOT is_staff AND object_kind <> '' GROUP BY 1, 2, 3, 5;
    DELETE FROM analytics_event
"""


def rolled(events, *, shop_id=None):
    """Roll-ups of these events, and the events gone: whoever reads them now finds nothing."""
    write(events, shop_id=shop_id)
    with connection.cursor() as cursor:
        cursor.execute(ROLL_UP, {"active": sorted(ACTIVE), "shop": shop_id})
    Watermark.objects.update_or_create(defaults={"until": datetime(2029, 1, 1, tzinfo=UTC)})
    return default_engine(shop_id=shop_id)


@rules(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
@given(
    logs(names=("click", "search", "push_sent")),
    st.sampled_from(list(Period)),
    st.sampled_from(list(Belonging)),
    st.sampled_from([Return.ON, Return.ON_OR_AFTER]),
)
def test_roll_ups_equal_the_oracle(log, period, belonging, mode):
    _zone, day, events = log
    range_ = {"events": ACTIVE, "start": day - timedelta(days=6), "end": day + timedelta(days=7), "as_of": LATER}
    engine, oracle = rolled(events), Oracle(events)
    for spec in (
        ActiveSpec(**range_),
        GrowthSpec(period=period, **range_),
        GrowthSpec(rolling=28, **range_),
        CohortSpec(period=period, belonging=belonging, mode=mode, columns=9, **range_),
        ObjectSpec(**(range_ | {"events": frozenset({"push_sent", "click"})})),
    ):
        assert answer(engine, spec) == answer(oracle, spec), spec


def test_a_shop_has_days_of_its_own():
    events = [did("li", "click", "2026-03-03 10:00"), did("li", "click", "2026-03-04 10:00")]
    spec = ActiveSpec(events=ACTIVE, start=date(2026, 3, 2), end=date(2026, 3, 6), as_of=LATER)
    mine = rolled(events, shop_id=7)
    assert [line.daily for line in mine.active(spec).days] == [0, 1, 1, 0]
    assert [line.daily for line in default_engine().active(spec).days] == [0, 0, 0, 0]
    write(events, shop_id=7)
    raw = ActiveSpec(**{**vars(spec), "events": frozenset({"click"})})
    assert [line.daily for line in default_engine(shop_id=7).active(raw).days] == [0, 1, 1, 0]
    assert [line.daily for line in default_engine(shop_id=8).active(raw).days] == [0, 0, 0, 0]


@pytest.mark.parametrize(
    "other",
    [
        {"events": frozenset({"click"})},
        {"zone": "Europe/Berlin"},
        {"with_bots": True},
        {"as_of": datetime(2028, 12, 31, tzinfo=UTC)},
    ],
    ids=["other events", "another zone", "bots", "the past"],
)
def test_what_roll_ups_do_not_know_is_read_from_the_events(other):
    events = [did("li", "click", "2026-03-03 10:00")]
    spec = ActiveSpec(**{"events": ACTIVE, "start": date(2026, 3, 2), "end": date(2026, 3, 5), "as_of": LATER, **other})
    rolled(events)
    assert sum(line.daily for line in default_engine().active(spec).days) == 0
    write(events)
    UserDay.objects.all().delete()
    assert default_engine().active(spec) == Oracle(events).active(spec)
    assert engine_for(spec).data_up_to is None


def test_rolling_clocks_want_the_events():
    events = [did("li", "click", "2026-03-03 23:00"), did("li", "click", "2026-03-04 22:00")]
    rolled(events)
    write(events)
    UserDay.objects.all().delete()
    spec = CohortSpec(
        events=ACTIVE, start=date(2026, 3, 2), end=date(2026, 3, 5), as_of=LATER, clock=Clock.ROLLING, columns=2
    )
    assert default_engine().cohorts(spec) == Oracle(events).cohorts(spec)


def test_before_there_are_roll_ups_the_events_are_read():
    events = [did("li", "click", "2026-03-03 10:00")]
    write(events)
    spec = ActiveSpec(events=ACTIVE, start=date(2026, 3, 2), end=date(2026, 3, 5), as_of=LATER, zone=SHANGHAI)
    assert default_engine().active(spec) == Oracle(events).active(spec)


def test_an_answer_says_up_to_when_it_knows():
    rolled([])
    spec = ActiveSpec(events=ACTIVE, start=date(2026, 3, 2), end=date(2026, 3, 5), as_of=LATER)
    chosen = engine_for(spec)
    assert (chosen.name, chosen.instead_of) == ("postgres", "")
    assert chosen.data_up_to == datetime(2029, 1, 1, tzinfo=UTC)


def test_an_answer_says_from_when_events_are_kept():
    rolled([])
    spec = ActiveSpec(events=ACTIVE, start=date(2026, 3, 2), end=date(2026, 3, 5), as_of=LATER)
    raw = ActiveSpec(**{**vars(spec), "events": frozenset({"click"})})
    assert engine_for(raw).known_from is None
    Watermark.objects.create(name=Watermark.RAW_FROM, until=datetime(2026, 2, 28, 16, tzinfo=UTC))
    assert engine_for(raw).known_from == date(2026, 3, 1)
    assert engine_for(spec).known_from is None  # roll-ups outlive the events
