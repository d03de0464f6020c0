"""Conversion, repurchase and what a customer brings, each equal to a count by hand or one by one."""

from __future__ import annotations

import uuid
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from analytics.metrics.periods import Calendar, Period
from analytics.trade.coming_back import conversion, lifetime_values, ltv_table, repurchase, repurchase_cohorts
from analytics.trade.ratios import lifetime_value, mean_repurchase, repurchase_rate
from analytics.trade.tables import LtvSpec, Repurchase
from orders.groupbuy.models import GroupSeat
from tests.analytics.engines.test_real_logs import CDNOW
from tests.analytics.engines.world import own_table
from tests.analytics.trade.world import END, LATER, START, make_world, order_of, refund_of, spec, trade_of
from tests.factories.accounts import UserFactory
from tests.factories.catalog import make_shop
from tests.factories.groupbuy import make_team

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")
MORNING = datetime(2026, 1, 5, 2, tzinfo=UTC)
DAY = timedelta(days=1)


# ------------------------------------------------------------------ who visits and pays


@pytest.fixture
def behaviour():
    from django.db import connection

    def tell(actor: int, name: str, at: datetime, *, shop_id: int | None = 7, **flags: bool) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO analytics_event (id, happened_at, arrived_at, name, actor_id, shop_id, is_bot, is_staff)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
                [uuid.uuid4(), at, at, name, actor, shop_id, flags.get("is_bot", False), flags.get("is_staff", False)],
            )

    with own_table():
        yield tell


def test_of_the_visitors_who_paid(behaviour):
    behaviour(1, "product_view", MORNING)
    behaviour(1, "order_paid", MORNING + timedelta(days=3))
    behaviour(2, "product_view", MORNING)
    behaviour(3, "order_paid", MORNING)  # never seen: no consent
    behaviour(4, "impression", MORNING)  # merely shown
    behaviour(5, "product_view", MORNING, is_bot=True)
    behaviour(6, "shop_view", MORNING, is_staff=True)
    behaviour(7, "shop_view", MORNING, shop_id=8)
    behaviour(8, "product_view", MORNING - 30 * DAY)
    table = conversion(spec())
    assert (table.visitors, table.buyers) == (3, 1)
    assert (conversion(spec(shop_id=7)).visitors, conversion(spec(shop_id=8)).visitors) == (2, 1)


def test_of_the_visits_those_with_a_payment(behaviour):
    pause = timedelta(minutes=30)
    behaviour(1, "product_view", MORNING)
    behaviour(1, "order_paid", MORNING + pause)
    behaviour(1, "product_view", MORNING + 2 * pause + timedelta(microseconds=1))
    behaviour(1, "product_view", MORNING + DAY)
    behaviour(1, "order_paid", MORNING + 2 * DAY)  # paid by itself: no visit
    table = conversion(spec(), by_sessions=True)
    assert (table.visitors, table.buyers) == (3, 1)


# ------------------------------------------------------------------ who buys again


def test_two_orders_of_one_checkout_are_one_purchase():
    buyer = UserFactory()
    trade = trade_of(buyer, MORNING, 3_000)
    for cents in (1_000, 2_000):
        order_of(make_shop(), buyer, MORNING, cents, trade=trade)
    assert repurchase(spec()) == Repurchase(1, 0)
    order_of(make_shop(), buyer, MORNING, 500)
    assert repurchase(spec()) == Repurchase(1, 1)
    assert repurchase(spec(), by_day=True) == Repurchase(1, 0)


def test_what_went_back_whole_is_no_purchase():
    buyer, shop = UserFactory(), make_shop()
    first, second = (order_of(shop, buyer, MORNING + day * DAY, 1_000) for day in (0, 1))
    refund_of(second, MORNING + 5 * DAY, 400)
    assert repurchase(spec()) == Repurchase(1, 1)
    refund_of(second, MORNING + 6 * DAY, 600)
    assert repurchase(spec()) == Repurchase(1, 0)
    assert repurchase(spec(as_of=MORNING + 5 * DAY)) == Repurchase(1, 1)
    refund_of(first, MORNING + 6 * DAY, 1_000)
    assert repurchase(spec()) == Repurchase(0, 0)
    assert repurchase_rate(Repurchase(0, 0)).value is None


def test_orders_of_one_team_are_one_purchase():
    team = make_team(paid=2)
    seats = list(GroupSeat.objects.filter(team=team).select_related("order", "buyer"))
    buyer = seats[0].buyer
    for seat in seats:  # as if one person had come twice: left, and was let in again
        seat.order.__class__.objects.filter(pk=seat.order.pk).update(buyer=buyer, paid_at=MORNING)
    assert repurchase(spec()) == Repurchase(1, 0)


def test_repurchase_equals_a_recount():
    world = make_world()
    for shop in (None, *world.shops):
        back = defaultdict(int)
        for refund in world.refunds:
            if refund.done_at:
                back[refund.order_id] += refund.amount_cents
        kept = [one for one in world.of(shop) if one.buyer_id and one.total_cents > back[one.pk]]
        times = defaultdict(list)
        for one in sorted(kept, key=lambda one: one.paid_at):
            times[one.buyer_id].append(one.paid_at)
        within = {
            buyer: [at for at in mine if START <= at.astimezone(SHANGHAI).date() < END] for buyer, mine in times.items()
        }
        counts = [len(mine) for mine in within.values() if mine]
        asked = spec(shop_id=shop and shop.pk, period=Period.MONTH)
        assert repurchase(asked) == Repurchase(len(counts), sum(count > 1 for count in counts))
        lines = repurchase_cohorts(asked, within=20)
        for line in lines:
            mine = [
                ats for ats in times.values() if ats[0].astimezone(SHANGHAI).date().replace(day=1) == line.first_day
            ]
            again = [ats for ats in mine if len(ats) > 1 and ats[1] - ats[0] <= timedelta(days=20)]
            assert (line.size, line.again) == (len(mine), len(again))


def test_the_ninetieth_day_counts_to_its_last_microsecond():
    buyer, shop = UserFactory(), make_shop()
    order_of(shop, buyer, MORNING, 1_000)
    order_of(shop, buyer, MORNING + 90 * DAY, 1_000)
    january = spec(end=date(2026, 2, 1), period=Period.MONTH)
    [line] = repurchase_cohorts(january)
    assert (line.size, line.again, line.is_mature) == (1, 1, True)
    [shorter] = repurchase_cohorts(january, within=89)
    assert shorter.again == 0
    [early] = repurchase_cohorts(spec(end=date(2026, 2, 1), period=Period.MONTH, as_of=MORNING + 91 * DAY))
    assert (early.is_mature, mean_repurchase([early])) == (False, None)


# ------------------------------------------------------------------ what a customer brings


def ltv(**more) -> LtvSpec:
    return LtvSpec(**({"start": START, "end": END, "as_of": LATER, "period": Period.MONTH, "columns": 4} | more))


def test_lifetime_values_equal_a_recount():
    world = make_world()
    calendar = Calendar("Asia/Shanghai", Period.MONTH)
    for shop in (None, *world.shops):
        paid = defaultdict(list)
        for one in world.of(shop):
            if one.buyer_id:
                paid[one.buyer_id].append((one.paid_at, one.total_cents))
        back = defaultdict(list)
        for buyer, at, cents in world.back_of(shop):
            back[buyer].append((at, -cents))
        for cohort in lifetime_values(ltv(shop_id=shop and shop.pk)):
            mine = [buyer for buyer, all_ in paid.items() if calendar.period_of(min(all_)[0]) == cohort.first_day]
            assert cohort.size == len(mine)
            for column, cell in enumerate(cohort.cells):
                known = [
                    cents
                    for buyer in mine
                    for at, cents in [*paid[buyer], *back[buyer]]
                    if cohort.first_day <= calendar.period_of(at) <= calendar.later(cohort.first_day, column)
                ]
                assert cell.cents == sum(known)


def test_a_cell_nobody_has_had_yet_is_marked():
    order_of(make_shop(), UserFactory(), MORNING, 1_000)
    [cohort, *_rest] = lifetime_values(ltv(as_of=datetime(2026, 3, 1, tzinfo=SHANGHAI)))
    assert [cell.is_mature for cell in cohort.cells] == [True, True, False, False]
    assert lifetime_value(cohort)[0] == 1_000


@pytest.mark.skipif(not CDNOW.exists(), reason=f"no {CDNOW}")
def test_lifetime_values_of_cdnow():
    """January's 7,846 customers: 38.1163 dollars in the first month, 71.6062 after six, 95.7529 after twelve."""
    rows = [line.split() for line in CDNOW.read_text().splitlines()]
    payments = [
        (int(row[0]), datetime.fromisoformat(row[1]).replace(tzinfo=UTC), round(float(row[3]) * 100))
        for row in rows
        if row and row[0].isdigit()
    ]
    january = {who for who, at, _cents in payments if at.month == 1 and at.year == 1997}
    asked = ltv(start=date(1997, 1, 1), end=date(1997, 2, 1), zone="UTC", columns=13)
    [cohort] = ltv_table(asked, [one for one in payments if one[0] in january])
    values = lifetime_value(cohort)
    assert cohort.size == 7846
    assert [round(values[month] / 100, 4) for month in (0, 6, 12)] == [38.1163, 71.6062, 95.7529]
