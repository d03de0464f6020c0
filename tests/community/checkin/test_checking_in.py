"""Checking in to a group: once a day of its zone, days in a row, one card a month, points that can't be farmed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from accounts.loyalty.models import PointsEntry
from accounts.loyalty.selectors import points_of
from community.checkin.errors import CardUsed, DayOdd, HereAlready
from community.checkin.models import GroupCheckIn
from community.checkin.selectors import diary_of
from community.checkin.services import check_in_group, make_up
from community.groups.errors import GroupClosed, MembersOnly, RulesFirst
from community.groups.models import GroupTrace, TraceKind
from community.groups.services import close_group, join_group
from tests.factories.accounts import UserFactory
from tests.factories.groups import let_in, make_group

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 2, 4, tzinfo=UTC)  # noon in Shanghai


def on(day: int, hour: int = 0) -> time_machine.travel:
    return time_machine.travel(MONDAY + timedelta(days=day, hours=hour), tick=False)


@pytest.fixture
def group():
    with on(-30):
        return make_group()


@pytest.fixture
def person(group):
    with on(-20):
        return let_in(group)


def rows(person) -> list[tuple[date, int, int]]:
    return list(GroupCheckIn.objects.filter(user=person).order_by("day").values_list("day", "streak", "points"))


def test_a_week_in_a_row_brings_what_is_promised_and_begins_again(group, person):
    for day in range(8):
        with on(day):
            check_in_group(group=group, user=person)
    assert [points for _day, _streak, points in rows(person)] == [1, 1, 2, 2, 3, 3, 5, 1]
    assert [streak for _day, streak, _points in rows(person)] == list(range(1, 9))
    assert points_of(person) == 18
    assert GroupTrace.objects.filter(user=person, kind=TraceKind.CHECKIN, times=1).count() == 8


def test_twice_a_day_is_refused_and_the_day_is_the_groups(group, person):
    with on(0, hour=11.5):  # 23:30 in Shanghai
        check_in_group(group=group, user=person)
        with pytest.raises(HereAlready):
            check_in_group(group=group, user=person)
    with on(0, hour=12.5):  # after midnight there, the same day in London
        assert check_in_group(group=group, user=person).streak == 2
    with on(-30):
        far = make_group(zone="Europe/London", address="far-away")
    let_in(far, person)
    with on(0, hour=12.5):
        assert check_in_group(group=far, user=person).day == date(2026, 11, 2)
    assert [day for day, _streak, _points in rows(person)] == [date(2026, 11, 2), date(2026, 11, 2), date(2026, 11, 3)]


def test_a_missed_day_begins_again_and_the_card_mends_it_once_a_month(group, person):
    for day in (0, 1, 3, 4):
        with on(day):
            check_in_group(group=group, user=person)
    before = points_of(person)
    with on(4):
        diary = diary_of(group, person.group_memberships.get())
        assert (diary.streak, diary.has_card, diary.may_make_up) == (2, True, True)
        made = make_up(group=group, user=person, day=date(2026, 11, 4))
        assert (made.streak, made.points) == (3, 0)
        assert diary_of(group, person.group_memberships.get()).streak == 5
    assert [streak for _day, streak, _points in rows(person)] == [1, 2, 3, 4, 5]
    assert points_of(person) == before
    with on(7):
        assert not diary_of(group, person.group_memberships.get()).has_card
        with pytest.raises(CardUsed):
            make_up(group=group, user=person, day=date(2026, 11, 8))
    with on(30):
        make_up(group=group, user=person, day=date(2026, 12, 1))
    assert GroupTrace.objects.filter(user=person, kind=TraceKind.CHECKIN).count() == 4


@pytest.mark.parametrize("back", [0, -1, 8, 400])
def test_the_card_is_for_days_missed_lately(group, person, back):
    with on(10), pytest.raises(DayOdd):
        make_up(group=group, user=person, day=date(2026, 11, 12) - timedelta(days=back))
    assert not GroupCheckIn.objects.exists()


def test_nobody_makes_up_for_days_before_they_joined(group):
    with on(0):
        fresh = let_in(group)
        with pytest.raises(DayOdd):
            make_up(group=group, user=fresh, day=date(2026, 11, 1))


def test_who_is_out_has_not_accepted_or_comes_too_late_is_refused(group, person):
    with pytest.raises(MembersOnly):
        check_in_group(group=group, user=UserFactory())
    ruled = make_group(rules=["Be kind"], address="with-rules")
    hasty = UserFactory()
    join_group(group=ruled, user=hasty, invite="")
    with pytest.raises(RulesFirst):
        check_in_group(group=ruled, user=hasty)
    close_group(group=group, actor=group.founder)
    with pytest.raises(GroupClosed):
        check_in_group(group=group, user=person)
    assert not GroupCheckIn.objects.exists()


def test_points_come_from_three_groups_a_day_not_from_ten(person):
    groups = [make_group(address=f"group-{n}") for n in range(5)]
    for one in groups:
        let_in(one, person)
        check_in_group(group=one, user=person)
    assert GroupCheckIn.objects.filter(user=person).count() == 5
    assert points_of(person) == 3
    assert PointsEntry.objects.filter(user=person, reason="group").count() == 3


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_many_clicks_are_one_check_in(race):
    group = make_group()
    person = let_in(group)
    race(lambda _turn: check_in_group(group=group, user=person), range(6))
    assert GroupCheckIn.objects.count() == 1
    assert points_of(person) == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_five_groups_at_the_same_instant_bring_points_for_three(race):
    person = UserFactory()
    groups = [make_group(address=f"group-{n}") for n in range(5)]
    for one in groups:
        let_in(one, person)
    race(lambda one: check_in_group(group=one, user=person), groups)
    assert (GroupCheckIn.objects.count(), points_of(person)) == (5, 3)


# ---- pages and API ----------------------------------------------------------------------------------------------


def test_the_button_stands_on_the_groups_page_and_the_calendar_on_its_own(client, group, person):
    client.cookies["django_language"] = "en"
    client.force_login(person)
    home = f"/groups/{group.slug}/"
    assert 'data-test="group-check-in"' in client.get(home).content.decode()
    client.post(f"{home}check-in/today/")
    again = client.post(f"{home}check-in/today/", follow=True).content.decode()
    assert "You have checked in here today." in again
    assert 'data-test="checked-in"' in client.get(home).content.decode()
    yesterday = GroupCheckIn.objects.get().day - timedelta(days=1)
    assert f'value="{yesterday}"' in client.get(f"{home}check-in/").content.decode()
    client.post(f"{home}check-in/card/", {"day": "no day"})
    client.post(f"{home}check-in/card/", {"day": yesterday.isoformat()})
    shown = client.get(f"{home}check-in/").content.decode()
    assert "2 days in a row" in shown
    client.logout()
    assert client.get(f"{home}check-in/").status_code == 200
    assert client.post(f"{home}check-in/today/").status_code == 302
    assert GroupCheckIn.objects.count() == 2


def test_a_private_groups_calendar_does_not_exist_for_others(client):
    group = make_group(visibility="private")
    client.force_login(UserFactory())
    for path in ("check-in/", "activities/"):
        assert client.get(f"/groups/{group.slug}/{path}").status_code == 404
    assert client.post(f"/groups/{group.slug}/check-in/today/").status_code == 404
    assert client.get(f"/api/v1/groups/{group.slug}/check-ins/").status_code == 404


def test_the_same_over_the_api(client, group, person):
    client.force_login(person)
    path = f"/api/v1/groups/{group.slug}/check-ins/"
    assert client.post(path).status_code == 201
    assert client.post(path).json()["code"] == "group_checked_in"
    assert [row["streak"] for row in client.get(path).json()["results"]] == [1]
    refused = client.post(f"{path}make-up/", {"day": "2020-01-01"}, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (422, "group_day_odd")


def test_the_calendar_costs_the_same_for_one_and_six(client, group, person, django_assert_num_queries):
    client.force_login(person)
    check_in_group(group=group, user=person)
    url = f"/groups/{group.slug}/check-in/"
    client.get(url)
    with django_assert_num_queries(10):
        client.get(url)
    for _n in range(5):
        check_in_group(group=group, user=let_in(group))
    with django_assert_num_queries(10):
        client.get(url)
