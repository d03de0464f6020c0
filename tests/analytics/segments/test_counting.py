"""One statement counts what a naive walk over everybody counts; shops see only their own customers."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from accounts.identity.models import User
from accounts.loyalty.models import PointsEntry
from analytics.rollups.models import UserDay, UserFirst
from analytics.segments.conditions import (
    Bought,
    Condition,
    Did,
    Every,
    FirstSeen,
    HasLevel,
    HasSteps,
    InGroup,
    Joined,
    JoinedLately,
    Lives,
    Not,
    Some,
    WasActive,
    read,
    written,
)
from analytics.segments.models import Segment
from analytics.segments.selectors import size_of
from analytics.segments.services import refresh_audience, save_segment
from analytics.tracking.models import Actor, Event
from analytics.tracking.partitions import ensure_months
from analytics.value.selectors import grid_of
from orders.checkout.models import Order
from orders.promotions.services import join_club
from tests.analytics.value.test_rfm import buy, value_of
from tests.factories.accounts import AddressFactory, UserFactory
from tests.factories.catalog import make_shop, make_variant

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def _noon(db):
    ensure_months(NOW - timedelta(days=70), NOW + timedelta(days=40))
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def shop():
    return make_shop()


@pytest.fixture
def variant(shop):
    return make_variant(shop=shop, price_cents=10_000, stock=900)


def actor_of(person: User | None = None) -> Actor:
    import uuid

    return Actor.objects.create(user=person) if person else Actor.objects.create(visitor=uuid.uuid4())


def did(actor: Actor, name: str, *moments: datetime, **more) -> None:
    Event.objects.bulk_create(Event(actor=actor, name=name, happened_at=at, **more) for at in moments)


def members(condition: Condition, shop=None) -> set[int]:
    """People with an account, by saving and drawing up; the preview has to say the same number."""
    segment = Segment.objects.create(shop=shop, name=str(Segment.objects.count()), tree=written(condition))
    size = refresh_audience(segment_pk=segment.pk)
    found = size_of(condition, shop=shop)
    segment.refresh_from_db()
    assert (found.all, found.accounts) == (size, segment.accounts)
    assert size == segment.audience.count()
    return set(segment.audience.filter(user__isnull=False).values_list("user", flat=True))


def test_behaviour_by_local_days():
    """The last two days are today and yesterday of Shanghai, from midnight on."""
    person, other = UserFactory(), UserFactory()
    midnight = datetime(2026, 11, 23, tzinfo=SHANGHAI)
    did(actor_of(person), "product_view", midnight, NOW)
    did(actor_of(other), "product_view", midnight - timedelta(microseconds=1), NOW)
    assert members(Did("product_view", times=2, days=2)) == {person.pk}
    assert members(Did("product_view", times=1, days=1)) == {person.pk, other.pk}
    assert members(Did("product_view", times=2)) == {person.pk, other.pk}
    assert members(Did("product_view", start=date(2026, 11, 22), end=date(2026, 11, 23))) == {other.pk}


def test_programs_staff_and_the_future_do_not_count():
    person = UserFactory()
    actor = actor_of(person)
    did(actor, "search", NOW, is_bot=True)
    did(actor, "search", NOW, is_staff=True)
    did(actor, "search", NOW + timedelta(seconds=1))
    assert members(Did("search")) == set()


def test_browsers_are_counted_on_the_site_and_not_in_a_shop(shop, variant):
    person, browser = UserFactory(), actor_of()
    buy(person, variant)
    for actor in (actor_of(person), browser):
        did(actor, "product_view", NOW, shop=shop)
    assert (size_of(Did("product_view"), shop=None).all, size_of(Did("product_view"), shop=None).accounts) == (2, 1)
    assert size_of(Did("product_view"), shop=shop).all == 1
    assert size_of(Not(Did("product_view")), shop=None).all == User.objects.count() - 1


def test_a_shop_sees_only_its_own_customers_and_what_they_did_there(shop, variant):
    mine, member, strangers = UserFactory(), UserFactory(), UserFactory()
    elsewhere = make_variant(stock=50)
    buy(mine, variant)
    buy(strangers, elsewhere)
    buy(mine, elsewhere, quantity=3)
    join_club(shop=shop, person=member)
    did(actor_of(mine), "product_view", NOW, shop_id=elsewhere.shop.pk)
    everybody = Some((Bought("count", "least", 0), Not(Bought("count", "least", 0))))
    assert members(everybody, shop) == {mine.pk, member.pk}
    assert members(Bought("count", "least", 2), shop) == set()
    assert members(Bought("count", "least", 2)) == {mine.pk}
    assert members(Did("product_view"), shop) == set()


def test_orders_counted_summed_and_dated(shop, variant):
    often, once, never = UserFactory(), UserFactory(), UserFactory()
    for days in (40, 10, 0):
        buy(often, variant, days_ago=days)
    buy(once, variant, days_ago=10)
    total = Order.objects.filter(buyer=once).get().total_cents
    everybody = set(User.objects.values_list("pk", flat=True))
    assert members(Bought("count", "least", 3)) == {often.pk}
    assert members(Bought("count", "most", 1)) == everybody - {often.pk}
    assert members(Bought("count", "least", 2, days=30)) == {often.pk}
    assert members(Bought("sum", "least", 3 * total)) == {often.pk}
    assert members(Bought("sum", "most", total)) == everybody - {often.pk}
    assert members(Bought("last", "least", 10)) == {once.pk}
    assert members(Bought("last", "most", 9)) == {often.pk}
    assert members(Not(Bought("last", "most", 10))) == everybody - {often.pk, once.pk}
    assert never.pk in members(Bought("count", "most", 0))


def test_where_they_live():
    near, far = UserFactory(), UserFactory()
    AddressFactory(user=near, region_code="330106")
    AddressFactory(user=far, region_code="330203")
    assert members(Lives("330100")) == {near.pk}
    assert members(Lives("330000")) == {near.pk, far.pk}
    assert members(Lives("440000")) == set()


def test_level_and_time_of_joining():
    fresh, leaf, lapsed = UserFactory(joined_at=NOW), UserFactory(joined_at=NOW - timedelta(days=3)), UserFactory()
    User.objects.filter(pk=lapsed.pk).update(joined_at=NOW - timedelta(days=400))
    for person, days, ref in ((leaf, 1, "a"), (lapsed, 366, "b")):
        at = NOW - timedelta(days=days)
        PointsEntry.objects.create(user=person, delta=300, balance=300, reason="review", ref=ref, at=at)
    assert members(HasLevel(("leaf",))) == {leaf.pk}
    assert members(HasLevel(("bud",))) == {fresh.pk, lapsed.pk}
    assert members(HasLevel(("bud", "leaf"))) == {fresh.pk, leaf.pk, lapsed.pk}
    assert members(JoinedLately(1)) == {fresh.pk}
    assert members(JoinedLately(4)) == {fresh.pk, leaf.pk}
    assert members(Joined(date(2026, 11, 21), date(2026, 11, 22))) == {leaf.pk}
    assert members(Joined(None, date(2026, 11, 1))) == {lapsed.pk}


def test_every_cell_of_the_value_grid_is_its_segment(shop, variant):
    people = [UserFactory() for _turn in range(6)]
    for place, person in enumerate(people):
        buy(person, variant, days_ago=5 + 40 * place, quantity=1 + place % 3)
    run = value_of(shop)
    for row in grid_of(run):
        for cell in row:
            found = members(HasSteps((cell.recency, cell.recency), (cell.worth, cell.worth)), shop)
            assert len(found) == cell.people
    by_group = {row.group for row in run.values.all()}
    assert members(InGroup(tuple(sorted(by_group))), shop) == {person.pk for person in people}


def test_active_days_and_cohorts_are_those_of_the_roll_ups():
    person, other = UserFactory(), UserFactory()
    one, two = actor_of(person), actor_of(other)
    monday = date(2026, 11, 16)
    for actor, days in ((one, (0, 1, 8)), (two, (0,))):
        UserFirst.objects.create(shop_id=0, actor=actor, first_at=datetime(2026, 11, 16, 9, tzinfo=SHANGHAI))
        for day in days:
            UserDay.objects.create(day=monday + timedelta(days=day), shop_id=0, actor=actor, events=2)
    week = timedelta(days=7)
    assert members(WasActive(2, None, monday, monday + week)) == {person.pk}
    assert members(WasActive(1, 1)) == {person.pk}
    cohort = FirstSeen(monday, monday + week)
    assert members(Every((cohort, WasActive(1, None, monday + week, monday + 2 * week)))) == {person.pk}
    assert members(cohort) == {person.pk, other.pk}


def test_a_tree_equals_the_sets_it_speaks_of(shop, variant):
    a, b, c = (UserFactory() for _turn in range(3))
    for person in (a, b):
        buy(person, variant)
    for person in (b, c):
        AddressFactory(user=person)
    bought, lives = Bought("count", "least", 1), Lives("330000")
    x, y = members(bought), members(lives)
    everybody = set(User.objects.values_list("pk", flat=True))
    assert members(Every((bought, lives))) == x & y == {b.pk}
    assert members(Some((bought, lives))) == x | y
    assert members(Not(bought)) == everybody - x
    assert members(Every((Some((bought, lives)), Not(Every((bought, lives)))))) == x ^ y


def test_words_in_a_condition_stay_words(shop):
    """Values travel as parameters; what is no known word is refused before."""
    tree = {"is": "did", "event": "search", "object_kind": "x'; DROP TABLE orders_order; --"}
    assert size_of(read(tree), shop=shop).all == 0
    assert Order.objects.count() == 0


def test_who_left_is_no_member(variant):
    person = UserFactory()
    buy(person, variant)
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert members(Bought("count", "least", 1)) == set()


def test_refreshing_is_a_snapshot_taken_anew(shop, variant):
    person = UserFactory()
    buy(person, variant)
    segment = save_segment(shop=shop, name="Buyers", condition=Bought("count", "least", 1), actor=None)
    assert refresh_audience(segment_pk=segment.pk) == 1
    buy(UserFactory(), variant)
    assert segment.audience.count() == 1
    assert refresh_audience(segment_pk=segment.pk) == 2
    assert refresh_audience(segment_pk=segment.pk) == 2
    assert segment.audience.count() == 2
    segment.delete()
    assert refresh_audience(segment_pk=segment.pk or 0) is None
