"""Days added up: whole local days, again and again the same, late events included, bots and staff left out."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta

import pytest
from django.core.management import call_command

from accounts.identity.models import User
from analytics.rollups.erasing import forget_behaviour
from analytics.rollups.models import ObjectDay, ShopDay, UserDay, UserFirst, Watermark
from analytics.rollups.selectors import data_up_to, first_countable_day
from analytics.rollups.services import count_day, count_dirty_days, forget_old_behaviour, rebuild
from analytics.tracking.catalogue import ACTIVE
from analytics.tracking.days import mark_dirty
from analytics.tracking.models import DirtyDay, Event
from config.kernel.clock import local_day, now
from orders.checkout.models import Order
from tests.analytics.behaviour import happen, make_browser, make_person
from tests.factories.accounts import UserFactory
from tests.factories.catalog import make_variant
from tests.factories.orders import make_paid_order

pytestmark = pytest.mark.django_db
OCT31, NOV1 = date(2026, 10, 31), date(2026, 11, 1)


def everything() -> dict[str, list[tuple]]:
    return {
        model.__name__: sorted(model.objects.values_list(*(field.attname for field in model._meta.concrete_fields)))
        for model in (UserDay, UserFirst, ObjectDay, ShopDay)
    }


def user_days(shop: int = 0) -> set[tuple[date, int, int]]:
    return set(UserDay.objects.filter(shop_id=shop).values_list("day", "actor_id", "events"))


def test_a_day_ends_with_its_last_microsecond_in_the_sites_zone():
    one = make_person()
    happen(one, "search", "2026-10-31 00:00:00")
    happen(one, "search", "2026-10-31 23:59:59.999999")
    happen(one, "search", "2026-11-01 00:00:00")
    rebuild()
    assert user_days() == {(OCT31, one.pk, 2), (NOV1, one.pk, 1)}


def test_active_is_who_did_something_not_who_was_shown_something():
    one, shown, robot, staff = make_person(), make_browser(), make_browser(), make_person()
    happen(one, "like", "2026-10-31 10:00", object_kind="note", object_id=7)
    happen(shown, "impression", "2026-10-31 10:00", object_kind="note", object_id=7)
    happen(shown, "team_expired", "2026-10-31 10:00")
    happen(robot, "note_view", "2026-10-31 10:00", object_kind="note", object_id=7, is_bot=True)
    happen(staff, "note_view", "2026-10-31 10:00", object_kind="note", object_id=7, is_staff=True)
    rebuild()
    assert user_days() == {(OCT31, one.pk, 1)}
    assert set(ObjectDay.objects.values_list("name", "people")) == {("like", 1), ("impression", 1)}


def test_a_thing_counts_times_sessions_and_people():
    one, other, session = make_person(), make_browser(), uuid.uuid4()
    about = {"object_kind": "product", "object_id": 5, "shop_id": 3}
    for _again in range(3):
        happen(one, "product_view", "2026-10-31 10:00", session=session, **about)
    happen(one, "product_view", "2026-10-31 20:00", session=uuid.uuid4(), **about)
    happen(other, "product_view", "2026-10-31 11:00", session=uuid.uuid4(), **about)
    rebuild()
    assert ObjectDay.objects.values_list("shop_id", "times", "once", "people").get() == (3, 5, 3, 2)
    assert user_days(shop=3) == {(OCT31, one.pk, 4), (OCT31, other.pk, 1)}
    assert set(ShopDay.objects.values_list("shop_id", "visitors")) == {(0, 2), (3, 2)}


def test_counting_again_changes_nothing_and_a_late_event_changes_its_day():
    one = make_person()
    happen(one, "search", "2026-11-01 10:00")
    rebuild()
    before = everything()
    rebuild()
    count_day(NOV1)
    assert everything() == before
    assert UserFirst.objects.get().first_at == datetime.fromisoformat("2026-11-01T10:00+08:00")
    happen(one, "search", "2026-10-31 09:00")
    mark_dirty([OCT31])
    assert count_dirty_days() == 1
    assert user_days() == {(OCT31, one.pk, 1), (NOV1, one.pk, 1)}
    assert UserFirst.objects.get().first_at == datetime.fromisoformat("2026-10-31T09:00+08:00")
    assert not DirtyDay.objects.exists()


def test_when_the_first_event_goes_the_next_one_is_the_first():
    one = make_person()
    gone = happen(one, "search", "2026-10-31 09:00", shop_id=3)
    happen(one, "search", "2026-11-02 09:00", shop_id=4)
    rebuild()
    Event.objects.filter(id=gone.id).delete()
    count_day(OCT31)
    assert set(UserFirst.objects.values_list("shop_id", "first_at__day")) == {(0, 2), (4, 2)}


def test_data_is_up_to_when_everything_marked_is_counted():
    assert data_up_to() is None
    started = now()
    mark_dirty([OCT31])
    count_dirty_days()
    first = data_up_to()
    assert first is not None
    assert first >= started
    assert count_dirty_days() == 0
    assert data_up_to() > first


def test_money_is_that_of_the_orders():
    buyer, variant = UserFactory(), make_variant(price_cents=2_500)
    order = make_paid_order(buyer, {variant: 2})
    again = make_paid_order(buyer, {variant: 1})
    rebuild()
    cents = order.total_cents + again.total_cents
    expected = {(shop, 1, 1, 2, cents) for shop in (0, order.shop_id)}
    assert set(ShopDay.objects.values_list("shop_id", "buyers", "new_buyers", "orders", "paid_cents")) == expected
    Order.objects.filter(pk=order.pk).update(paid_at=order.paid_at - timedelta(days=3))
    rebuild()
    news = ShopDay.objects.filter(shop_id=0).order_by("day").values_list("new_buyers", "orders", "paid_cents")
    assert list(news) == [(1, 1, order.total_cents), (0, 1, again.total_cents)]


def naive(actors: set[int]) -> tuple[set, set]:
    """By the letter: everybody active on a day, and their first moment, event by event in Python."""
    days: dict[tuple[int, date, int], int] = {}
    firsts: dict[tuple[int, int], datetime] = {}
    for event in Event.objects.filter(actor__in=actors, name__in=ACTIVE, is_bot=False, is_staff=False):
        for shop in {0, event.shop_id or 0}:
            key = (shop, local_day(event.happened_at), event.actor_id)
            days[key] = days.get(key, 0) + 1
            first = firsts.get((shop, event.actor_id), event.happened_at)
            firsts[shop, event.actor_id] = min(first, event.happened_at)
    return {(*key, count) for key, count in days.items()}, {(*key, at) for key, at in firsts.items()}


def test_after_somebody_is_erased_the_figures_are_those_of_a_recount_without_them(random_log):
    leaving, *staying = random_log
    rebuild()
    forget_behaviour(leaving.user, "")
    count_dirty_days()
    days, firsts = naive({actor.pk for actor in staying})
    assert set(UserDay.objects.values_list("shop_id", "day", "actor_id", "events")) == days
    assert set(UserFirst.objects.values_list("shop_id", "actor_id", "first_at")) == firsts
    after = everything()
    for model in (UserDay, UserFirst, ObjectDay, ShopDay):
        model.objects.all().delete()
    rebuild()
    assert everything() == after
    assert not Event.objects.exclude(actor__in=staying).exists()
    assert User.objects.filter(pk=leaving.user_id).exists()


@pytest.fixture
def random_log():
    """Four people and two browsers over six weeks, some of it at the same things."""
    import random

    dice = random.Random(7)
    actors = [make_person() for _ in range(4)] + [make_browser() for _ in range(2)]
    names = ["search", "note_view", "impression", "like", "product_view", "order_paid"]
    for _ in range(300):
        at = datetime.fromisoformat("2026-09-20T00:00+08:00") + timedelta(seconds=dice.randrange(42 * 86400))
        shop = dice.choice([None, 3, 4])
        about = {"object_kind": "product", "object_id": dice.randrange(5)} if shop else {}
        flags = {"is_bot": dice.random() < 0.05, "is_staff": dice.random() < 0.05}
        happen(
            dice.choice(actors),
            dice.choice(names),
            at,
            shop_id=shop,
            session=uuid.UUID(int=dice.randrange(20)),
            **about,
            **flags,
        )
    return actors


def test_random_days_are_those_of_a_naive_count(random_log):
    rebuild()
    days, firsts = naive({actor.pk for actor in random_log})
    assert set(UserDay.objects.values_list("shop_id", "day", "actor_id", "events")) == days
    assert set(UserFirst.objects.values_list("shop_id", "actor_id", "first_at")) == firsts


def test_old_raw_events_go_and_their_days_stay_as_they_were_counted(settings):
    old, fresh = make_person(), make_person()
    happen(old, "search", "2024-01-15 10:00")
    happen(old, "search", "2026-10-31 10:00")
    happen(fresh, "search", "2026-11-01 10:00")
    rebuild()
    settings.USER_DAYS_KEPT_MONTHS = 60
    assert "analytics_event_y2024m01" in forget_old_behaviour()
    assert date(2024, 1, 15) < first_countable_day()
    mark_dirty([date(2024, 1, 15)])
    count_dirty_days()
    rebuild()
    assert (date(2024, 1, 15), old.pk, 1) in user_days()
    assert UserFirst.objects.get(shop_id=0, actor=old).first_at.year == 2024
    settings.USER_DAYS_KEPT_MONTHS = 25
    forget_old_behaviour()
    assert UserDay.objects.filter(day__year=2024).count() == 0


def test_the_command_counts_a_range_and_refuses_a_backwards_one(capsys):
    one = make_person()
    happen(one, "search", "2026-10-31 10:00")
    happen(one, "search", "2026-11-01 10:00")
    call_command("rebuild_metrics", "--from", "2026-11-01", "--to", "2026-11-01")
    assert user_days() == {(NOV1, one.pk, 1)}
    assert "1 days counted" in capsys.readouterr().out
    with pytest.raises(Exception, match="before"):
        call_command("rebuild_metrics", "--from", "2026-11-01", "--to", "2026-10-31")
    assert not Watermark.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_several_workers_count_what_one_counts(random_log):
    rebuild()
    alone = everything()
    for model in (UserDay, UserFirst, ObjectDay, ShopDay):
        model.objects.all().delete()
    rebuild(workers=3)
    assert everything() == alone
