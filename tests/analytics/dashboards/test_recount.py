"""Charts equal a naive recount: the oracle over the raw events, and sums over the orders."""

from __future__ import annotations

from collections import Counter
from datetime import date
from unittest.mock import PropertyMock, patch

import pytest
import time_machine
from django.utils import translation

from analytics.dashboards.asking import Ask
from analytics.dashboards.people import people_so_far
from analytics.dashboards.services import build
from analytics.metrics import oracle
from analytics.metrics.periods import Period
from analytics.tracking.catalogue import ACTIVE
from analytics.tracking.models import Event
from config.kernel.clock import local_day
from tests.analytics.dashboards.test_boards import EVERY
from tests.analytics.dashboards.world import NOON, World, make_small_world

COUNTED = {"active", "active-days", "accounting", "cohorts", "retention", "funnel", "convert-time", "paths", "rates"}


@pytest.fixture
def world(db):
    with time_machine.travel(NOON, tick=False), translation.override("en"):
        yield make_small_world()


def happened(shop_id: int | None) -> list[oracle.Event]:
    rows = Event.objects.filter(**({} if shop_id is None else {"shop_id": shop_id}))
    return [
        oracle.Event(
            id=str(row.id),
            user=str(row.actor_id),
            name=row.name,
            at=row.happened_at,
            object=f"{row.object_kind}:{row.object_id}" if row.object_kind else "",
            is_bot=row.is_bot,
        )
        for row in rows
    ]


def asked(world: World, portal: str, page, **more) -> Ask:
    first, end = date(2026, 10, 12), local_day(NOON)
    shop_id = None if portal == "platform" else world.shops[0].pk
    return Ask(start=first, end=end, grain=Period(page.grain), shop_id=shop_id, **more)


def test_charts_of_behaviour_equal_the_oracle(world):
    walked = set()
    for portal, page in EVERY:
        ask = asked(world, portal, page)
        naive = oracle.Oracle(happened(ask.shop_id))
        for part in page.parts:
            if part.key not in COUNTED:
                continue
            counted = build(part, ask)
            with patch.object(Ask, "engine", PropertyMock(return_value=naive)):
                recounted = build(part, ask)
            assert list(map(list, counted.rows)) == list(map(list, recounted.rows)), (portal, part.key)
            assert list(counted.stars) == list(recounted.stars)
            walked.add(part.key)
    assert walked == COUNTED


def test_sales_are_the_sums_of_orders(world):
    for portal, page in EVERY:
        part = page.part("sales")
        if part is None:
            continue
        ask = asked(world, portal, page)
        paid: Counter[str] = Counter()
        back: Counter[str] = Counter()
        for order in world.orders:
            if ask.shop_id in {None, order.shop_id}:
                paid[local_day(order.paid_at).isoformat()] += order.total_cents
        for refund in world.refunds:
            if ask.shop_id in {None, refund.order.shop_id}:
                back[local_day(refund.done_at).isoformat()] += refund.amount_cents
        rows = build(part, ask).rows
        assert len(rows) == ask.days
        assert [row[1:4] for row in rows] == [[paid[row[0]], back[row[0]], paid[row[0]] - back[row[0]]] for row in rows]


def test_people_so_far_are_all_who_ever_did_something(world):
    ask = asked(world, *EVERY[0])
    firsts: dict[str, str] = {}
    for event in happened(None):
        if event.name in ACTIVE and not event.is_bot:
            day = local_day(event.at).isoformat()
            firsts[event.user] = min(day, firsts.get(event.user, day))
    assert people_so_far(ask)
    for day, total in people_so_far(ask):
        assert total == sum(first <= day.isoformat() for first in firsts.values())
