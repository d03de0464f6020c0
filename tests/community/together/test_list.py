"""Everything a group does together, as one list in one query."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation

from community.activities.models import Lottery, LotteryState
from community.activities.services import open_lottery, open_poll
from community.challenges.services import ChallengeDraft, open_challenge
from community.groups.models import Group
from community.meetups.services import MeetupDraft, call_off, open_meetup
from community.quizzes.services import open_quiz
from community.together.selectors import doings_of
from config.kernel.clock import now
from tests.factories.groups import let_in, make_group

pytestmark = pytest.mark.django_db


def fill(group: Group) -> None:
    """One of each kind, in this order."""
    by = {"group": group, "actor": group.founder}
    soon, later = now() + timedelta(days=1), now() + timedelta(days=2)
    open_poll(**by, question="喝什么", options=["绿茶", "红茶"], closes_at=soon)
    open_lottery(**by, title="一盒茶", prize="50 克", closes_at=soon)
    open_quiz(**by, title="茶知识", bank="哪个\n*甲\n乙", asked=1, seconds=60, closes_at=soon)
    open_challenge(**by, draft=ChallengeDraft("日日有茶", "checkins", 2, now(), later))
    open_meetup(**by, draft=MeetupDraft("喝茶", soon, later))


def test_what_is_open_comes_first_then_the_newest(django_assert_num_queries):
    group = make_group()
    fill(group)
    with django_assert_num_queries(1):
        rows = doings_of(group)
    assert [row.kind.name for row in rows] == ["meetup", "challenge", "quiz", "lottery", "poll"]
    call_off(meetup=group.meetups.get(), actor=group.founder)
    Lottery.objects.update(state=LotteryState.CLOSED, entries_hash="0" * 64)
    rows = doings_of(group)
    assert [(row.kind.name, row.is_open) for row in rows] == [
        ("challenge", True),
        ("quiz", True),
        ("poll", True),
        ("meetup", False),
        ("lottery", False),
    ]
    with translation.override("zh-hans"):
        assert [str(row.words) for row in rows[3:]] == ["已取消", "已截止，待开奖"]
    assert doings_of(make_group(address="empty")) == []


def test_the_page_lists_all_and_only_keepers_begin_something(client, django_assert_num_queries):
    client.cookies["django_language"] = "en"
    group = make_group()
    fill(group)
    url = f"/groups/{group.slug}/activities/"
    client.force_login(group.founder)
    page = client.get(url).content.decode()
    for kind in ("meetup", "challenge", "quiz", "lottery", "poll"):
        assert f'data-test="{kind}-link"' in page
        assert f'data-test="{kind}-new"' in page
    client.force_login(let_in(group))
    assert 'data-test="activity-new"' not in client.get(url).content.decode()
    with django_assert_num_queries(8):
        client.get(url)
    for _n in range(2):
        fill(group)
    with django_assert_num_queries(8):
        client.get(url)
