"""Discover: what is warm and why, nobody too often, and what one likes only for who said yes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.privacy.models import Consent, Purpose
from accounts.privacy.services import answer
from community.graph.services import block, follow
from config.kernel.clock import now
from content.boards.services import save_note
from content.comments.services import write_comment
from content.feed.models import Warmth
from content.feed.selectors import discover_notes
from content.feed.selectors.discover import Candidate, rank
from content.feed.selectors.reasons import Why
from content.feed.selectors.taste import Taste, taste_of
from content.feed.services import follow_topic, warm_notes
from content.posts.models import Post, Topic
from content.reactions.services import flush_counters, like_note, repost
from tests.factories.accounts import UserFactory
from tests.factories.catalog import make_shop
from tests.factories.notes import make_note

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


@pytest.fixture
def reader():
    return UserFactory()


def old(*, days: float = 2, **fields):
    """Somebody whose doings count: no account of today."""
    return UserFactory(joined_at=now() - timedelta(days=days), **fields)


def at(note: Post, *, hours: float) -> Post:
    Post.objects.filter(pk=note.pk).update(published_at=now() - timedelta(hours=hours))
    return note


def keys(page) -> list[str]:
    return [one.note.key for one in page.items]


# ---- warmth -----------------------------------------------------------------------------------------------------


def test_warmth_counts_people_once_and_nobody_with_an_interest():
    author, shop = old(), make_shop()
    note, quiet = make_note(author, shop=shop), make_note(author)
    Post.objects.update(published_at=now())
    fan, owner = old(), shop.merchant.memberships.first()
    for _twice in range(2):
        like_note(post=note, user=fan)
        write_comment(post=note, author=fan, body="lovely")
    save_note(user=fan, post=note)
    repost(post=note, user=fan)
    for nobody in (author, UserFactory(), *([owner.user] if owner else [])):
        like_note(post=note, user=nobody)
    flush_counters()
    assert warm_notes() == 2
    assert Warmth.objects.get(post=note).people == 1 + 2 + 4 + 4
    difference = Warmth.objects.get(post=note).score - Warmth.objects.get(post=quiet).score
    assert difference == pytest.approx(1_000_000 * 1.0791812, abs=20_000)  # log10(12); they came out at once
    assert warm_notes() == 0
    fan.is_active = False
    fan.save()
    like_note(post=note, user=old())
    flush_counters()
    assert warm_notes() == 1
    assert Warmth.objects.get(post=note).people == 1


def test_ten_times_as_many_people_are_worth_a_day_and_a_half():
    early, late = make_note(), make_note()
    at(early, hours=36)
    began = Post.objects.get(pk=early.pk).published_at
    Post.objects.filter(pk=late.pk).update(published_at=began + timedelta(hours=36))
    for _each in range(9):
        like_note(post=early, user=old())
    flush_counters()
    warm_notes()
    assert Warmth.objects.get(post=early).score == pytest.approx(Warmth.objects.get(post=late).score, abs=5)


def test_the_warmest_come_first_each_with_a_true_reason(client):
    liked, said, kept, plain = (make_note() for _ in range(4))
    for note, deed in ((liked, like_note), (kept, None), (said, None)):
        for _each in range(3):
            fan = old()
            if deed:
                deed(post=note, user=fan)
            elif note is kept:
                save_note(user=fan, post=note)
            else:
                write_comment(post=note, author=fan, body="hello")
    Post.objects.update(published_at=now() - timedelta(days=8))
    flush_counters()
    warm_notes()
    with translation.override("en"):
        page = discover_notes(UserFactory(), Taste())
    assert [one.note for one in page.items] == [said, kept, liked, plain]
    reasons = [one.reason for one in page.items]
    assert reasons[:3] == ["3 comments", "Kept by 3", "Liked by 3"]
    assert reasons[3].startswith("Came out on")
    shown = client.get("/").content.decode()
    assert shown.count('data-test="reason"') == 4
    assert "Why these?" in shown


def row(pk: int, *, author: int = 0, score: int = 0, is_new: bool = False, topics=()):
    return Candidate(pk, author or pk, score, is_new, tuple(topics))


def test_no_writer_stands_more_than_twice_among_ten():
    busy = [row(n, author=1, score=1_000 - n) for n in range(1, 30)]
    others = [row(100 + n, score=n) for n in range(40)]
    order = [one.pk for one in rank([*busy, *others], Taste())]
    writers = [1 if pk < 100 else pk for pk in order]
    assert all(writers[n : n + 10].count(1) <= 2 for n in range(len(writers)))
    assert len(order) >= 49
    few = [row(n, author=n % 2 + 1, score=n) for n in range(1, 13)]  # two people alone fill their pages all the same
    assert len(rank(few, Taste())) == 12


def test_one_place_in_twelve_is_for_what_few_have_seen():
    warm = [row(n, score=10_000 - n) for n in range(1, 60)]
    new = [row(100 + n, is_new=True) for n in range(5)]
    order = rank([*warm, *new], Taste())
    assert [place for place, one in enumerate(order[:60]) if one.why == Why.NEW] == [6, 18, 30, 42, 54]
    assert [one.pk for one in order if one.why == Why.NEW] == [104, 103, 102, 101, 100]
    assert len({one.pk for one in order}) == len(order) == 64


def test_what_one_likes_counts_only_for_who_said_yes(reader):
    friend = UserFactory()
    follow(follower=reader, person=friend)
    make_note(body="#tea")
    tea = Topic.objects.get(slug="tea")
    follow_topic(user=reader, topic=tea)
    liked = make_note(body="#lamps")
    like_note(post=liked, user=reader)
    enemy = make_note()
    block(blocker=enemy.author, person=reader)
    silent = taste_of(reader)
    assert silent == Taste(hidden=frozenset({enemy.author_id}))
    answer(user=reader, purpose=Purpose.PERSONALISATION, given=True)
    taste = taste_of(reader)
    assert (taste.is_personal, taste.people, taste.topics) == (True, {friend.pk}, {tea.pk})
    rows = [
        row(1, score=450_000),
        row(2, author=friend.pk, score=0),
        row(3, score=0, topics=[(tea.pk, "tea")]),
        row(4, score=0, topics=[(Topic.objects.get(slug="lamps").pk, "lamps")]),
        row(5, author=enemy.author_id, score=999_999),
    ]
    assert [(one.pk, one.why) for one in rank(rows, taste)] == [
        (2, Why.FOLLOWED), (1, Why.WARM), (3, Why.TOPIC), (4, Why.LIKED)
    ]  # fmt: skip
    assert [one.pk for one in rank(rows, silent)] == [1, 4, 3, 2]


def test_the_switch_is_kept_for_people_and_for_guests(client, reader):
    switch = reverse("feed:personal")
    assert "Personal: off" in client.get("/").content.decode()
    client.post(switch, {"on": "1"})
    assert "Personal: on" in client.get("/").content.decode()
    client.post(switch, {"on": "0"})
    assert "Personal: off" in client.get("/").content.decode()
    client.force_login(reader)
    assert client.post(switch, {"on": "1", "next": "algorithm"}).headers["Location"] == reverse("algorithm")
    assert Consent.objects.get(purpose=Purpose.PERSONALISATION).given
    assert "Personal: on" in client.get("/").content.decode()
    client.post(switch, {"on": "0"})
    assert not taste_of(reader).is_personal


def test_turning_over_discover_neither_repeats_nor_skips(client):
    notes = [make_note() for _ in range(40)]
    seen, cursor = [], ""
    for _page in range(5):
        page = discover_notes(UserFactory(), Taste(), cursor=cursor)
        seen += keys(page)
        make_note()  # what comes out meanwhile waits for the next visit
        cursor = page.next_cursor
        if not cursor:
            break
    assert sorted(seen) == sorted(note.key for note in notes)
