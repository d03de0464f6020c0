"""GMV, net, orders and buyers equal a count over the orders one by one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from analytics.metrics.periods import Period
from analytics.rollups.models import ShopDay
from analytics.rollups.services import rebuild
from analytics.tracking.models import DirtyDay
from analytics.tracking.subscribers import note_history
from analytics.trade.ratios import per_buyer, per_order
from analytics.trade.sales import sales, sales_of_range
from analytics.trade.tables import SalesLine
from orders.history.events import HistoryImported
from tests.analytics.trade.world import END, LATER, START, make_world, order_of, refund_of, spec
from tests.factories.accounts import UserFactory
from tests.factories.catalog import make_shop

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")


def recounted(world, shop, first: date, end: date, *, zone=SHANGHAI) -> SalesLine:
    def is_within(at: datetime) -> bool:
        return first <= at.astimezone(zone).date() < end

    paid = [one for one in world.of(shop) if is_within(one.paid_at)]
    back = [cents for _buyer, at, cents in world.back_of(shop) if is_within(at)]
    members = [one for one in paid if one.buyer_id]
    earlier = {one.buyer_id for one in world.of(shop) if one.paid_at.astimezone(zone).date() < first}
    buyers = {one.buyer_id for one in members}
    return SalesLine(
        first,
        len(paid),
        sum(one.total_cents for one in paid),
        len(members),
        sum(one.total_cents for one in members),
        len(buyers),
        len(buyers - earlier),
        len(back),
        sum(back),
    )


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Europe/Berlin"])
@pytest.mark.parametrize("period", list(Period))
def test_sales_by_period_equal_a_recount(period, zone):
    world = make_world()
    for shop in (None, *world.shops):
        asked = spec(period=period, zone=zone, shop_id=shop and shop.pk)
        lines = sales(asked)
        ends = [*asked.firsts[1:], END]
        assert lines == [
            recounted(world, shop, first, end, zone=ZoneInfo(zone))
            for first, end in zip(asked.firsts, ends, strict=True)
        ]
        assert sum(line.orders for line in lines) > 10


def test_the_range_as_one_equals_a_recount():
    world = make_world()
    for shop in (None, *world.shops):
        assert sales_of_range(spec(shop_id=shop and shop.pk)) == recounted(world, shop, START, END)


def test_roll_ups_of_shops_say_the_same():
    world = make_world()
    rebuild(first=START, last=date(2026, 1, 31))
    asked = spec(end=date(2026, 2, 1))
    for shop in (None, *world.shops):
        rolled = {one.day: one for one in ShopDay.objects.filter(shop_id=shop.pk if shop else 0)}
        for line in sales(spec(end=asked.end, shop_id=shop and shop.pk)):
            day = rolled.get(line.first_day, ShopDay())
            assert (day.orders, day.paid_cents, day.buyers) == (line.orders, line.paid_cents, line.buyers)
            assert (day.new_buyers, day.refunded_cents) == (line.new_buyers, line.refunded_cents)


def test_a_refund_falls_on_its_own_day_and_gmv_stays():
    shop, buyer = make_shop(), UserFactory()
    bought = datetime(2026, 1, 5, 2, tzinfo=UTC)
    order = order_of(shop, buyer, bought, 5_000)
    refund_of(order, bought + timedelta(days=3), 2_000)
    refund_of(order, None, 1_000)  # asked for, not back yet
    lines = {line.first_day: line for line in sales(spec()) if line.orders or line.refunds}
    assert [(line.paid_cents, line.refunded_cents, line.net_cents) for line in lines.values()] == [
        (5_000, 0, 5_000),
        (0, 2_000, -2_000),
    ]
    assert list(lines) == [date(2026, 1, 5), date(2026, 1, 8)]


def test_a_microsecond_before_midnight_is_the_day_before():
    shop = make_shop()
    midnight = datetime(2026, 1, 5, tzinfo=SHANGHAI)
    order_of(shop, None, midnight - timedelta(microseconds=1), 100)
    order_of(shop, None, midnight, 200)
    assert [line.paid_cents for line in sales(spec(start=date(2026, 1, 4), end=date(2026, 1, 6)))] == [100, 200]


def test_an_average_order_is_not_an_average_buyer():
    shop, buyer = make_shop(), UserFactory()
    at = datetime(2026, 1, 5, tzinfo=UTC)
    for cents in (1_000, 3_000):
        order_of(shop, buyer, at, cents)
    order_of(shop, None, at, 5_000)
    line = sales_of_range(spec())
    assert (per_order(line), per_buyer(line)) == (3_000, 4_000)
    assert (per_order(SalesLine(START)), per_buyer(SalesLine(START))) == (None, None)


def test_what_was_not_known_yet_is_not_counted():
    order = order_of(make_shop(), UserFactory(), datetime(2026, 1, 5, tzinfo=UTC), 5_000)
    refund_of(order, datetime(2026, 1, 9, tzinfo=UTC), 5_000)
    known = sales_of_range(spec(as_of=datetime(2026, 1, 8, tzinfo=UTC)))
    assert (known.paid_cents, known.refunded_cents) == (5_000, 0)
    assert sales_of_range(spec(as_of=LATER)).net_cents == 0
    assert sales_of_range(spec(as_of=datetime(2026, 1, 4, tzinfo=UTC))).orders == 0


def test_days_of_an_imported_history_are_counted_again():
    world = make_world()
    shop = world.shops[0]
    note_history(HistoryImported(shop.pk))
    money = [one.paid_at for one in world.of(shop)] + [note.at for note in world.notes]
    assert {one.day for one in DirtyDay.objects.all()} >= {at.astimezone(SHANGHAI).date() for at in money}
