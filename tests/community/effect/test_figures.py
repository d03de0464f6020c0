"""Figures of groups: what a naive recount of the log says, each with its words, once a day, told on Monday."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from statistics import median

import pytest
import time_machine
from django.db import IntegrityError, transaction

from community.effect.models import FOUR_WEEKS, WEEK, GroupFigures
from community.effect.selectors import contributors_of, latest
from community.effect.services import compare, measure
from community.effect.tasks import measure_groups, report_weeks
from community.effect.wording import FIGURES, tiles_of, written
from community.groups.models import Group, GroupMember, GroupTrace, TraceKind
from community.meetups.models import Meetup, MeetupReply, Reply
from community.notifications.digests import send_digest
from community.notifications.models import Notification
from community.teams.models import TeamOfGroup
from config.kernel.clock import local_day, now
from content.comments.models import Comment
from content.posts.models import Post
from content.reactions.models import PostLike
from tests.factories.accounts import UserFactory
from tests.factories.groupbuy import TEAM_PRICE, make_campaign, make_team, place_seat
from tests.factories.groups import let_in, make_group

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 22)  # a Sunday
ACTS = set(TraceKind) - {TraceKind.JOINED, TraceKind.LEFT}


def log(group: Group, people: Sequence[object], *, days: int = 70, seed: int = 7) -> list[GroupTrace]:
    """A log of chance: everybody joins once, some go, all do something now and then."""
    dice = Random(seed)
    GroupTrace.objects.all().delete()
    rows = {}
    for person in people:
        joined = DAY + timedelta(days=3) - timedelta(days=dice.randint(0, days))
        rows[(person, joined, TraceKind.JOINED)] = 1
        for _n in range(dice.randint(0, 12)):
            day = joined + timedelta(days=dice.randint(0, 40))
            rows[(person, day, dice.choice(sorted(ACTS)))] = dice.randint(1, 3)
        if dice.random() < 0.2:
            rows[(person, joined + timedelta(days=dice.randint(1, 20)), TraceKind.LEFT)] = 1
    made = [
        GroupTrace(group=group, user=person, day=day, kind=kind, times=times)
        for (person, day, kind), times in rows.items()
    ]
    return GroupTrace.objects.bulk_create(made)


def naive(rows: Sequence[GroupTrace], members_now: int, span: int) -> dict[str, int]:
    """The same by going through the log line by line."""
    first = DAY - timedelta(days=span - 1)
    inside = [row for row in rows if first <= row.day <= DAY]
    acted = [row for row in inside if row.kind in ACTS]
    after = [row for row in rows if row.day > DAY]

    def kept(start: int, end: int, kinds: set[TraceKind]) -> tuple[int, int]:
        base = [row for row in rows if row.kind == "joined" and first <= row.day + timedelta(days=end) <= DAY]
        back = [
            one
            for one in base
            if any(
                row.user_id == one.user_id and row.kind in kinds and start <= (row.day - one.day).days <= end
                for row in rows
            )
        ]
        return len(base), len(back)

    newcomers, week1, week4 = kept(0, 6, {TraceKind.NOTE}), kept(7, 13, ACTS), kept(28, 34, ACTS)
    return {
        "members": members_now
        - sum(row.times for row in after if row.kind == "joined")
        + sum(row.times for row in after if row.kind == "left"),
        "joins": sum(row.times for row in inside if row.kind == "joined"),
        "leaves": sum(row.times for row in inside if row.kind == "left"),
        "active": len({row.user_id for row in acted}),
        "interactions": sum(row.times for row in acted),
        "posters": len({row.user_id for row in inside if row.kind == "note"}),
        "check_ins": sum(row.times for row in inside if row.kind == "checkin"),
        "newcomers": newcomers[0],
        "newcomers_posted": newcomers[1],
        "week1_base": week1[0],
        "week1_kept": week1[1],
        "week4_base": week4[0],
        "week4_kept": week4[1],
    }


@pytest.mark.parametrize("span", [WEEK, FOUR_WEEKS])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_figures_are_what_a_naive_recount_of_the_log_says(span, seed):
    group, other = make_group(), make_group(address="another")
    people = [UserFactory() for _n in range(25)]
    rows = log(group, people, seed=seed)
    GroupTrace.objects.create(group=other, user=people[0], day=DAY, kind=TraceKind.NOTE, times=9)
    Group.objects.filter(pk=group.pk).update(members_count=25)
    measure(day=DAY, zone=group.zone, groups=[group, other])
    found = GroupFigures.objects.get(group=group, span=span)
    expected = naive(rows, 25, span)
    assert {name: getattr(found, name) for name in expected} == expected
    assert expected["interactions"] > 0


def test_measuring_again_changes_nothing_and_news_changes_it():
    group = make_group()
    people = [UserFactory() for _n in range(6)]
    log(group, people)

    def counts() -> list[tuple[int, int, int]]:
        return list(GroupFigures.objects.order_by("span").values_list("span", "active", "interactions"))

    measure(day=DAY, zone=group.zone, groups=[group])
    before = counts()
    measure(day=DAY, zone=group.zone, groups=[group])
    assert counts() == before
    GroupTrace.objects.create(group=group, user=UserFactory(), day=DAY, kind=TraceKind.VOTE, times=2)
    measure(day=DAY, zone=group.zone, groups=[group])
    assert counts() == [(span, active + 1, acts + 2) for span, active, acts in before]
    with pytest.raises(IntegrityError), transaction.atomic():
        GroupFigures.objects.update(posters=99)


def test_likes_of_members_and_answers_within_a_day_are_counted_from_notes():
    group = make_group()
    author, member = let_in(group), let_in(group)
    noon = datetime(2026, 11, 20, 4, tzinfo=UTC)
    notes = [
        Post.objects.create(
            author=author, group=group, kind="text", title=f"Note {n}", published_at=noon + timedelta(hours=n)
        )
        for n in range(4)
    ]
    Post.objects.create(author=author, group=group, kind="text", title="Too new", published_at=noon + timedelta(days=2))
    for note, who, minutes in (
        (notes[0], member, 10),
        (notes[0], member, 5),
        (notes[1], member, 60),
        (notes[2], author, 1),  # oneself is no answer
        (notes[3], member, 60 * 30),  # too late
    ):
        at = (note.published_at or noon) + timedelta(minutes=minutes)
        Comment.objects.create(post=note, author=who, body="…", created_at=at)
    for who in (member, author, UserFactory()):
        PostLike.objects.create(post=notes[0], user=who, at=noon + timedelta(hours=5))
    for _turn in range(2):
        measure(day=DAY, zone=group.zone, groups=[group])
    row = GroupFigures.objects.get(span=WEEK)
    assert (row.notes, row.answered, row.first_reply_minutes) == (4, 2, round(median([5, 60])))
    liked = GroupTrace.objects.get(kind=TraceKind.LIKE)
    assert (liked.user, liked.day, liked.times) == (member, date(2026, 11, 20), 1)


def test_teams_and_events_are_counted_too():
    group, campaign = make_group(), make_campaign()
    person = let_in(group)
    today = now().date()
    team = make_team(campaign, leader=person, paid=2)
    TeamOfGroup.objects.create(group=group, team=team)
    place_seat(team)  # not paid
    make_team(campaign)  # not of the group
    GroupTrace.objects.create(group=group, user=person, day=today, kind=TraceKind.VOTE)
    meetup = Meetup.objects.create(
        group=group,
        title="Tea",
        starts_at=now() - timedelta(hours=30),
        ends_at=now() - timedelta(hours=28),
        going_count=3,
        last_place=3,
    )
    for place, there in ((1, True), (2, False), (3, None)):
        MeetupReply.objects.create(meetup=meetup, user=UserFactory(), reply=Reply.GOING, place=place, was_there=there)
    measure(day=today + timedelta(days=1), zone=group.zone, groups=[group])
    row = GroupFigures.objects.get(span=WEEK)
    assert (row.buyers, row.buyers_active, row.seats, row.cents) == (2, 1, 2, 2 * TEAM_PRICE)
    assert (row.expected, row.attended) == (3, 1)


def test_health_is_the_mean_of_parts_that_can_be_seen():
    groups = [make_group(address=f"group-{n}") for n in range(6)]
    for n, group in enumerate(groups):
        people = [UserFactory() for _m in range(10)]
        GroupTrace.objects.bulk_create(
            GroupTrace(group=group, user=one, day=DAY, kind=TraceKind.VOTE) for one in people[: n + 1]
        )
    GroupTrace.objects.filter(kind=TraceKind.JOINED).delete()
    Group.objects.update(members_count=10)
    measure(day=DAY, zone=groups[0].zone, groups=groups)
    compare(day=DAY)
    rows = list(GroupFigures.objects.filter(span=WEEK).order_by("group"))
    assert [row.health for row in rows] == sorted(row.health for row in rows)
    assert set(rows[0].parts) == {"activity", "interactions", "posters"}
    assert rows[0].health == pytest.approx(sum(rows[0].parts.values()) / 3, abs=0.001)
    assert sum(row.parts["activity"] for row in rows) == pytest.approx(0, abs=0.01)


# ---- the clock --------------------------------------------------------------------------------------------------


def test_the_clock_measures_yesterday_and_fills_what_is_missing():
    group, london = make_group(), make_group(address="far", zone="Europe/London")
    closed = make_group(address="closed")
    Group.objects.filter(pk=closed.pk).update(closed_at=now())
    with time_machine.travel(datetime(2026, 11, 22, 17, tzinfo=UTC)):  # the 23rd in Shanghai
        measure_groups()
        again = measure_groups()
    assert latest(group, WEEK).day == date(2026, 11, 22)
    assert latest(london, WEEK).day == date(2026, 11, 21)
    assert GroupFigures.objects.filter(group=group, span=WEEK).count() == 29
    assert again == 4
    assert not GroupFigures.objects.filter(group=closed).exists()


def test_on_monday_the_owner_is_told_once_also_by_mail(mailoutbox):
    group = make_group()
    let_in(group)
    owner = group.founder
    with time_machine.travel(datetime(2026, 11, 22, 23, tzinfo=UTC)):  # Monday, 7 in Shanghai
        measure_groups()
        assert report_weeks() == 0
    with time_machine.travel(datetime(2026, 11, 23, 2, tzinfo=UTC)):
        report_weeks()
        report_weeks()
    line = Notification.objects.get(kind="group_week")
    assert (line.user, line.occurrences.count()) == (owner, 1)
    with time_machine.travel(datetime(2026, 11, 23, 4, tzinfo=UTC)):
        assert send_digest(reader_id=owner.pk)
    assert group.name in mailoutbox[0].body


# ---- the page ---------------------------------------------------------------------------------------------------


def test_every_figure_has_its_words_and_stands_on_the_page(client, django_assert_num_queries):
    client.cookies["django_language"] = "en"
    group = make_group()
    people = [let_in(group) for _n in range(12)]
    log(group, people)
    client.force_login(group.founder)
    url = f"/groups/{group.slug}/effect/"
    assert "No figures yet" in client.get(url).content.decode()
    for n in range(9):
        measure(day=DAY - timedelta(days=n), zone=group.zone, groups=[group])
    page = client.get(url).content.decode()
    for one in FIGURES:
        assert f'data-figure="{one.name}"' in page
        assert str(one.means)[:30] in page
    assert '<svg class="broad"' in page
    assert DAY.isoformat() in client.get(f"{url}?table=1").content.decode()
    assert client.get(f"{url}?days=28").status_code == 200
    with django_assert_num_queries(11):
        client.get(url)
    row = latest(group, WEEK)
    assert row is not None
    assert sum(one.times for one in contributors_of(row)) <= row.interactions
    assert client.get(f"/api/v1{url}").json()[-1]["day"] == DAY.isoformat()


def test_only_who_looks_after_the_group_sees_it(client):
    group = make_group()
    for who in (let_in(group), UserFactory()):
        client.force_login(who)
        assert client.get(f"/groups/{group.slug}/effect/").status_code == 404
        assert client.get(f"/api/v1/groups/{group.slug}/effect/").status_code == 404


def test_shares_of_nothing_are_a_dash():
    row = GroupFigures(day=DAY, span=WEEK)
    assert {written(one, one.value(row)) for one in FIGURES if one.kind == "share"} == {"–"}
    assert all(not tile.delta for tile in tiles_of(row, []))


def test_members_of_now_stay_members(client):
    group = make_group()
    let_in(group)
    measure(day=local_day(now(), group.zone), zone=group.zone, groups=[group])
    assert GroupFigures.objects.filter(members=GroupMember.objects.filter(group=group).count()).count() == 2
