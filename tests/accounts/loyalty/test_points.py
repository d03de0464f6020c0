"""Points come once, never go below zero, and lead to a level."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from accounts.loyalty.errors import CheckedInAlready, GiftTaken, NoGift, NotEnoughPoints, PointsDiffer
from accounts.loyalty.models import PointsAccount, PointsEntry, Reason
from accounts.loyalty.selectors import earned_by, level_of, points_of, standing_of
from accounts.loyalty.services import check_in, correct_points, post_points, take_at_most, take_gift
from config.kernel.models import AuditEntry
from tests.factories.accounts import UserFactory, operator
from tests.invariants import assert_all_is_well

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 26, 4, tzinfo=UTC)  # twelve o'clock in Shanghai


@pytest.fixture
def clock(monkeypatch):
    """The time of the test, to be moved."""

    class Clock:
        at = NOON

    monkeypatch.setattr("django.utils.timezone.now", lambda: Clock.at)
    return Clock


@pytest.fixture
def person():
    return UserFactory()


def test_points_come_once_for_each_occasion(person):
    first = post_points(user=person, delta=40, reason=Reason.ORDER, ref="HT-1")
    again = post_points(user=person, delta=40, reason=Reason.ORDER, ref="HT-1")
    assert (first.pk, points_of(person)) == (again.pk, 40)
    with pytest.raises(PointsDiffer):
        post_points(user=person, delta=41, reason=Reason.ORDER, ref="HT-1")
    assert points_of(person) == 40
    assert_all_is_well()


def test_nobody_spends_what_is_not_there(person):
    post_points(user=person, delta=40, reason=Reason.ORDER, ref="HT-1")
    with pytest.raises(NotEnoughPoints) as refusal:
        post_points(user=person, delta=-41, reason=Reason.REDEEMED, ref="T-1")
    assert refusal.value.details == {"left": 40}
    assert (points_of(person), PointsEntry.objects.count()) == (40, 1)
    taken = take_at_most(user=person, points=41, reason=Reason.ORDER_BACK, ref="HT-1")
    assert taken is not None
    assert (taken.delta, taken.balance) == (-40, 0)
    assert take_at_most(user=person, points=5, reason=Reason.ORDER_BACK, ref="HT-2") is None
    with pytest.raises(DatabaseError), transaction.atomic():
        PointsAccount.objects.filter(user=person).update(balance=-1)
    assert_all_is_well()


def test_what_is_written_stays(person):
    entry = post_points(user=person, delta=40, reason=Reason.ORDER, ref="HT-1")
    with pytest.raises(DatabaseError), transaction.atomic():
        PointsEntry.objects.filter(pk=entry.pk).update(delta=4000)


@pytest.mark.django_db(transaction=True)
def test_thirty_points_are_spent_once_by_eight_at_once(race):
    person = UserFactory()
    post_points(user=person, delta=30, reason=Reason.ORDER, ref="HT-1")

    def pay(place):
        return post_points(user=person, delta=-30, reason=Reason.REDEEMED, ref=f"T-{place}")

    outcomes = race(pay, range(8))
    assert sum(isinstance(one, NotEnoughPoints) for one in outcomes) == 7
    assert points_of(person) == 0
    assert_all_is_well()


@pytest.mark.django_db(transaction=True)
def test_one_occasion_told_by_eight_at_once_is_one_entry(race):
    person = UserFactory()
    outcomes = race(lambda _n: post_points(user=person, delta=7, reason=Reason.REVIEW, ref="R"), range(8))
    assert len({one.pk for one in outcomes}) == 1
    assert points_of(person) == 7
    days = race(lambda _n: check_in(user=person), range(6))
    assert sum(isinstance(one, CheckedInAlready) for one in days) == 5
    assert points_of(person) == 8
    assert_all_is_well()


def test_days_in_a_row_bring_more(person, clock):
    came = []
    for _day in range(8):
        came.append(check_in(user=person).delta)
        with pytest.raises(CheckedInAlready):
            check_in(user=person)
        clock.at += timedelta(days=1)
    assert came == [1, 1, 2, 2, 3, 3, 5, 1]
    assert (standing_of(person).streak, standing_of(person).is_checked_in) == (8, False)
    clock.at += timedelta(days=1)
    assert standing_of(person).streak == 0
    assert check_in(user=person).delta == 1
    assert points_of(person) == 19


def test_the_day_is_the_site_s(person, clock):
    clock.at = datetime(2026, 11, 26, 15, 59, tzinfo=UTC)  # 23:59 in Shanghai
    check_in(user=person)
    clock.at += timedelta(minutes=2)
    assert check_in(user=person).ref == "2026-11-27"
    assert PointsAccount.objects.get(user=person).streak == 2


def test_a_level_is_what_one_earned_in_a_year(person, clock):
    post_points(user=person, delta=2_000, reason=Reason.CORRECTION, ref="gift of the house")
    assert level_of(person).name == "bud"
    with pytest.raises(NoGift):
        take_gift(user=person)
    post_points(user=person, delta=1_500, reason=Reason.ORDER, ref="HT-1")
    assert (level_of(person).name, standing_of(person).missing) == ("lotus", 3_500)
    assert take_gift(user=person).delta == 100
    with pytest.raises(GiftTaken):
        take_gift(user=person)
    clock.at += timedelta(days=31)
    assert take_gift(user=person).delta == 100
    assert earned_by(person) == 1_500  # gifts are no merit
    clock.at += timedelta(days=365)
    assert level_of(person).name == "bud"


def test_the_page_tells_everything(client, person, django_assert_max_num_queries):
    client.force_login(person)
    post_points(user=person, delta=310, reason=Reason.ORDER, ref="HT-1")
    answer = client.post(reverse("me:points-check-in"), follow=True)
    text = answer.content.decode()
    assert "311" in text
    assert 'data-test="checked-in"' in text
    client.post(reverse("me:points-gift"))
    assert points_of(person) == 341
    for place in range(60):
        post_points(user=person, delta=1, reason=Reason.REVIEW, ref=str(place))
    with django_assert_max_num_queries(12):
        page = client.get(reverse("me:points"))
    assert page.content.decode().count('data-test="points-entry"') == 20
    assert client.post(reverse("me:points-check-in"), follow=True).status_code == 200
    assert points_of(person) == 401


def test_a_visitor_is_asked_to_sign_in(client):
    assert client.get(reverse("me:points")).status_code == 302
    assert client.post(reverse("me:points-check-in")).status_code == 302
    assert client.get("/api/v1/me/points/").status_code == 401
    assert not PointsEntry.objects.exists()


def test_the_api_says_the_same(client, person):
    client.force_login(person)
    assert client.post("/api/v1/me/points/check-in/").json()["delta"] == 1
    again = client.post("/api/v1/me/points/check-in/")
    assert (again.status_code, again.json()["code"]) == (409, "checked_in_already")
    assert client.post("/api/v1/me/points/gift/").json()["code"] == "no_gift"
    said = client.get("/api/v1/me/points/").json()
    assert (said["balance"], said["level"]["name"], said["coming"]["name"], said["missing"]) == (1, "bud", "leaf", 299)
    assert [row["reason"] for row in client.get("/api/v1/me/points/entries/").json()["results"]] == ["checkin"]


def test_operators_correct_with_a_reason(client, person):
    boss = operator()
    client.force_login(boss)
    page = reverse("platform:points-person", args=[person.handle])
    sent = {"delta": "50", "note": "The check-in failed yesterday", "key": "K1"}
    assert client.post(page, sent).status_code == 302
    assert client.post(page, sent).status_code == 302  # a second tap
    assert points_of(person) == 50
    assert AuditEntry.objects.filter(action="accounts.points_corrected").exists()
    too_many = client.post(page, {"delta": "-51", "note": "By mistake", "key": "K2"})
    assert too_many.status_code == 422
    assert "50" in too_many.content.decode()
    assert client.post(page, {"delta": "0", "note": "Nothing", "key": "K3"}).status_code == 422
    assert points_of(person) == 50
    assert person.handle in client.get(reverse("platform:points"), {"q": person.handle}).content.decode()
    client.force_login(person)
    assert client.get(page).status_code in {302, 403, 404}
    assert "The check-in failed yesterday" in client.get(reverse("me:points")).content.decode()


def test_a_correction_of_nothing_is_refused(person):
    from accounts.loyalty.errors import NothingCorrected

    with pytest.raises(NothingCorrected):
        correct_points(user=person, delta=0, note="nothing", key="K", actor=None)
    assert not PointsEntry.objects.exists()
