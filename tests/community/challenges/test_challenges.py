"""Challenges: what counts is counted anew from what stands there, the goal pays once, and groups print no points."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from accounts.loyalty.selectors import points_of
from community.challenges.errors import ChallengeOver, GoalOdd, PeriodOdd, TopicMissing
from community.challenges.models import Challenge, ChallengeEntry
from community.challenges.selectors import leaders_of
from community.challenges.services import POINTS, ChallengeDraft, open_challenge, take_part, write_down_values
from community.checkin.services import check_in_group
from community.groups.errors import MembersOnly, NotYours
from community.notifications.models import Notification
from config.kernel.clock import now
from content.gathered.tasks import count_challenges
from content.posts.drafts import Draft
from content.posts.gathering import hide_note
from content.posts.models import Post
from content.posts.services import publish_note
from content.reactions.services import like_note
from tests.factories.accounts import UserFactory
from tests.factories.groups import let_in, make_group

pytestmark = pytest.mark.django_db


def draft(**fields) -> ChallengeDraft:
    wish = {
        "title": "七天一席茶",
        "counts": "notes",
        "goal": 2,
        "topic": "#晒茶席",
        "starts_at": now() - timedelta(hours=1),
        "ends_at": now() + timedelta(days=7),
    }
    return ChallengeDraft(**(wish | fields))


def make_challenge(group, **fields) -> Challenge:
    return open_challenge(group=group, actor=group.founder, draft=draft(**fields))


def write(person, group, text: str = "今天的 #晒茶席") -> Post:
    return publish_note(author=person, draft=Draft(title="一席", body=text, group=group))


def value(challenge: Challenge, person) -> tuple[int, bool, int]:
    entry = ChallengeEntry.objects.get(challenge=challenge, user=person)
    return entry.value, entry.reached_at is not None, entry.points


@pytest.fixture
def go(django_capture_on_commit_callbacks):
    """Run something with all that follows from its events."""

    def run(work):
        with django_capture_on_commit_callbacks(execute=True):
            return work()

    return run


def test_notes_with_the_topic_in_the_group_count_and_the_goal_pays_once(go):
    group = make_group()
    challenge, person = make_challenge(group), let_in(group)
    go(lambda: write(person, group))  # before taking part, after the beginning
    go(lambda: take_part(challenge=challenge, user=person))
    assert value(challenge, person) == (1, False, 0)
    go(lambda: write(person, group, "没有话题"))
    go(lambda: write(person, None))
    assert value(challenge, person) == (1, False, 0)
    second = go(lambda: write(person, group, "又一席 #晒茶席"))
    assert value(challenge, person) == (2, True, POINTS)
    go(lambda: write(person, group, "还有 #晒茶席"))
    assert value(challenge, person) == (3, True, POINTS)
    hide_note(post=second, actor=group.founder, reason="广告")
    count_challenges()
    count_challenges()
    assert value(challenge, person) == (2, True, POINTS)
    assert points_of(person) == POINTS
    assert Notification.objects.filter(user=person, kind="challenge_reached").count() == 1


def test_likes_of_others_before_the_end_count():
    group = make_group()
    challenge, person = make_challenge(group, counts="likes", goal=3), let_in(group)
    take_part(challenge=challenge, user=person)
    note = write(person, group)
    for one in (person, let_in(group), let_in(group)):
        like_note(post=note, user=one)
    count_challenges()
    assert value(challenge, person) == (2, False, 0)


def test_days_checked_in_count_as_they_come(go):
    group = make_group()
    challenge = make_challenge(group, counts="checkins", goal=2, topic="")
    person = let_in(group)
    go(lambda: check_in_group(group=group, user=person))
    go(lambda: take_part(challenge=challenge, user=person))
    assert value(challenge, person) == (1, False, 0)
    with time_machine.travel(now() + timedelta(days=1)):
        go(lambda: check_in_group(group=group, user=person))
    assert value(challenge, person)[:2] == (2, True)


def test_a_second_goal_in_a_week_brings_no_points():
    group = make_group()
    person = let_in(group)
    for _n in range(3):
        challenge = make_challenge(group)
        take_part(challenge=challenge, user=person)
        write_down_values(challenge=challenge, values={person.pk: 5})
        write_down_values(challenge=challenge, values={person.pk: 5})
    assert list(ChallengeEntry.objects.order_by("pk").values_list("points", flat=True)) == [POINTS, 0, 0]
    assert points_of(person) == POINTS


def test_the_leaderboard_has_a_hundred_by_value_then_by_who_was_first():
    group = make_group()
    challenge = make_challenge(group, goal=5)
    people = [UserFactory() for _n in range(102)]
    ChallengeEntry.objects.bulk_create(ChallengeEntry(challenge=challenge, user=one, value=3) for one in people)
    first, second = people[50], people[20]
    for place, one in enumerate((first, second)):
        with time_machine.travel(now() + timedelta(minutes=place)):
            write_down_values(challenge=challenge, values={one.pk: 7}, users=[one.pk])
    leaders = leaders_of(challenge)
    assert len(leaders) == 100
    assert [row.user for row in leaders[:3]] == [first, second, people[0]]


def test_what_challenges_refuse():
    group = make_group()
    person = let_in(group)
    for wrong, refusal in (
        ({"topic": ""}, TopicMissing),
        ({"topic": "two words"}, TopicMissing),
        ({"topic": "<script>"}, TopicMissing),
        ({"starts_at": now() - timedelta(days=2)}, PeriodOdd),
        ({"ends_at": now() - timedelta(minutes=1)}, PeriodOdd),
        ({"ends_at": now() + timedelta(days=61)}, PeriodOdd),
        ({"counts": "checkins", "goal": 20}, GoalOdd),
    ):
        with pytest.raises(refusal):
            make_challenge(group, **wrong)
    with pytest.raises(NotYours):
        open_challenge(group=group, actor=person, draft=draft())
    assert not Challenge.objects.exists()
    challenge = make_challenge(group)
    with pytest.raises(MembersOnly):
        take_part(challenge=challenge, user=UserFactory())
    with time_machine.travel(now() + timedelta(days=8)), pytest.raises(ChallengeOver):
        take_part(challenge=challenge, user=person)
    assert not ChallengeEntry.objects.exists()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_counting_at_once_pays_once(race):
    group = make_group()
    challenge, person = make_challenge(group), let_in(group)
    race(lambda _turn: take_part(challenge=challenge, user=person), range(4))
    race(lambda more: write_down_values(challenge=challenge, values={person.pk: more}), [2, 3, 4, 5])
    assert points_of(person) == POINTS
    assert ChallengeEntry.objects.get().points == POINTS


def test_a_challenge_on_pages_and_over_the_api(client, django_assert_num_queries):
    client.cookies["django_language"] = "en"
    group = make_group()
    person = let_in(group)
    home = f"/groups/{group.slug}/"
    client.force_login(group.founder)
    times = {"starts_at": now().strftime("%Y-%m-%dT%H:%M"), "ends_at": f"{now() + timedelta(days=5):%Y-%m-%dT%H:%M}"}
    wish = {"title": "<i>Tea</i>", "counts": "notes", "goal": "2", "topic": "tea"} | times
    bad = client.post(f"{home}challenges/new/", wish | {"topic": ""})
    assert bad.status_code == 422
    url = client.post(f"{home}challenges/new/", wish).headers["Location"]
    client.force_login(person)
    assert "&lt;i&gt;Tea&lt;/i&gt;" in client.get(f"{home}activities/").content.decode()
    client.post(f"{url}take-part/")
    assert "0 of 2" in client.get(url).content.decode()
    assert client.get(f"{home}challenges/new/").status_code == 404
    api = f"/api/v1/groups/{group.slug}/challenges/"
    key = client.get(api).json()["results"][0]["key"]
    assert client.put(f"{api}{key}/entries/").json()["value"] == 0
    assert [row["value"] for row in client.get(f"{api}{key}/entries/").json()] == [0]
    with django_assert_num_queries(11):
        client.get(url)
    ChallengeEntry.objects.bulk_create(
        ChallengeEntry(challenge=Challenge.objects.get(), user=UserFactory(), value=1) for _n in range(12)
    )
    with django_assert_num_queries(11):
        client.get(url)


def test_a_private_groups_challenges_are_its_own(client):
    group, other = make_group(visibility="private"), make_group(address="another")
    challenge = make_challenge(group)
    client.force_login(UserFactory())
    assert client.get(f"/groups/{group.slug}/challenges/{challenge.key}/").status_code == 404
    assert client.post(f"/groups/{group.slug}/challenges/{challenge.key}/take-part/").status_code == 404
    assert client.get(f"/api/v1/groups/{group.slug}/challenges/{challenge.key}/entries/").status_code == 404
    assert client.get(f"/groups/{other.slug}/challenges/{challenge.key}/").status_code == 404
