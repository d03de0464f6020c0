"""Feeds: what one follows in the order of time, and nothing that is nobody's business."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.urls import reverse

from accounts.privacy.models import Purpose
from accounts.privacy.services import answer
from community.graph.services import block, follow, mute
from community.groups.services import leave_group
from config.kernel.clock import now
from config.kernel.models import OutboxEvent
from content.feed.errors import TooManyFollowed
from content.feed.models import ShopFollow, TopicFollow
from content.feed.selectors import following_page
from content.feed.selectors.following import FOLLOWING
from content.feed.services import follow_shop, follow_topic, unfollow_topic
from content.posts.counting import counts_of
from content.posts.models import Post, Topic
from content.posts.services import delete_note
from content.reactions.errors import OwnNote
from content.reactions.models import Repost
from content.reactions.services import flush_counters, recount_notes, repost, take_back_repost
from tests.factories.accounts import UserFactory
from tests.factories.catalog import make_product, make_shop
from tests.factories.groups import let_in, make_group
from tests.factories.notes import make_note
from tests.invariants import assert_all_is_well

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


@pytest.fixture
def reader():
    return UserFactory()


def at(note: Post, *, hours: float) -> Post:
    Post.objects.filter(pk=note.pk).update(published_at=now() - timedelta(hours=hours))
    return note


def keys(page) -> list[str]:
    return [one.note.key for one in page.items]


# ---- following --------------------------------------------------------------------------------------------------


def test_those_one_follows_newest_first_and_nobody_else(reader):
    friend, other, shop = UserFactory(), UserFactory(), make_shop()
    follow(follower=reader, person=friend)
    follow_shop(user=reader, shop=shop)
    notes = [at(make_note(friend), hours=3), at(make_note(friend), hours=900), at(make_note(other), hours=1)]
    of_shop = at(make_note(other, shop=shop), hours=2)
    both = at(make_note(friend, shop=shop), hours=4)
    assert keys(following_page(reader)) == [of_shop.key, notes[0].key, both.key, notes[1].key]
    delete_note(post=notes[0])
    mute(muter=reader, person=other)
    assert keys(following_page(reader)) == [both.key, notes[1].key]
    mute(muter=reader, person=friend)
    assert keys(following_page(reader)) == []


def test_pages_follow_each_other_without_gap_or_repeat(reader):
    friends = [UserFactory() for _ in range(3)]
    for friend in friends:
        follow(follower=reader, person=friend)
    moment = now() - timedelta(hours=5)
    notes = [make_note(friends[n % 3]) for n in range(9)]
    Post.objects.filter(pk__in=[note.pk for note in notes[:5]]).update(published_at=moment)  # the very same instant
    seen, cursor = [], ""
    for _page in range(9):
        page = following_page(reader, cursor=cursor, size=2)
        seen += keys(page)
        cursor = page.next_cursor
        if not cursor:
            break
    assert sorted(seen) == sorted(note.key for note in notes)
    for nonsense in ("x", "e30", "WzEsMiwzXQ", "W10"):
        assert len(keys(following_page(reader, cursor=nonsense))) == 9


def test_handing_on_reaches_followers_once_and_can_be_taken_back(client, reader):
    friend, another, stranger = UserFactory(display_name="Xiaoman"), UserFactory(), UserFactory()
    for person in (friend, another):
        follow(follower=reader, person=person)
    note, own = make_note(stranger), make_note(reader)
    assert [repost(post=note, user=friend) for _twice in range(2)] == [True, False]
    repost(post=own, user=friend)
    page = following_page(reader)
    assert [(one.note.key, one.reposter.display_name) for one in page.items] == [(note.key, "Xiaoman")]
    assert OutboxEvent.objects.filter(name="content.note_reposted").count() == 2
    repost(post=note, user=another)
    page = following_page(reader)
    assert [one.reposter for one in page.items] == [friend]  # already there, not forty notes away
    Repost.objects.filter(user=friend).update(at=now() - timedelta(days=1))
    for _n in range(40):
        make_note(friend)
    Repost.objects.filter(user=another).update(at=now())
    assert sum(one.note.key == note.key for one in following_page(reader, size=50).items) == 2
    assert counts_of(note).reposts == 2
    assert_all_is_well()
    flush_counters()
    assert recount_notes() == 0
    assert [take_back_repost(post=note, user=friend) for _twice in range(2)] == [True, False]
    assert counts_of(note).reposts == 1
    with pytest.raises(OwnNote):
        repost(post=own, user=reader)
    block(blocker=stranger, person=reader)
    assert note.key not in keys(following_page(reader, size=50))


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_handing_on_in_many_windows_counts_once(race):
    note, fan = make_note(), UserFactory()
    outcomes = race(lambda _window: repost(post=note, user=fan), range(6))
    assert outcomes.count(True) == 1, outcomes
    assert outcomes.count(False) == 5, outcomes
    assert counts_of(note).reposts == 1
    assert_all_is_well()


def test_following_is_read_by_index_and_costs_three_queries(reader, django_assert_num_queries):
    for _each in range(6):
        friend = UserFactory()
        follow(follower=reader, person=friend)
        repost(post=make_note(), user=friend)
        make_note(friend)
    with django_assert_num_queries(4):  # a second look without an edge, because there is little
        assert len(following_page(reader).items) == 12
    wish = {"viewer": reader.pk, "most": 61, "floor": now() - timedelta(days=30), "at": now(), "post": 9, "by": 9}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {FOLLOWING}", wish)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert (
        "Seq Scan" not in plan
    )  # which index is another matter: among so few notes all are as good; see bench/feeds.py


# ---- topics -----------------------------------------------------------------------------------------------------


def test_followed_topics_have_a_tab_of_their_own(client, reader):
    note, other = make_note(body="#tea time"), make_note(body="#lamps")
    page, button = reverse("posts:topic", args=["tea"]), reverse("feed:topic-follow", args=["tea"])
    assert 'data-test="topic-follow"' in client.get(page).content.decode()
    assert client.post(button).headers["Location"].startswith("/accounts/login/")
    client.force_login(reader)
    assert client.get(button).headers["Location"] == page
    assert "No topics yet" in client.get("/?tab=topics").content.decode()
    assert 'aria-pressed="true"' in client.post(button, headers={"HX-Request": "true"}).content.decode()
    for _again in range(2):
        assert client.post(button).status_code == 302
    assert TopicFollow.objects.count() == 1
    shown = client.get("/?tab=topics").content.decode()
    assert note.key in shown
    assert other.key not in shown
    assert note.key not in client.get("/?tab=following").content.decode()
    client.post(button, {"on": "0"})
    assert not TopicFollow.objects.exists()


def test_notes_of_ones_groups_have_a_tab_of_their_own(client, reader):
    group, other = make_group(visibility="private"), make_group(address="elsewhere")
    let_in(group, reader)
    inside, outside = make_note(group.founder, group=group), make_note(other.founder, group=other)
    assert inside.key not in client.get("/?tab=groups").content.decode()
    client.force_login(reader)
    shown = client.get("/?tab=groups").content.decode()
    assert inside.key in shown
    assert outside.key not in shown
    assert [one["note"]["id"] for one in client.get("/api/v1/feed/?tab=groups").json()["results"]] == [inside.key]
    leave_group(group=group, user=reader)
    assert "Nothing from your groups" in client.get("/?tab=groups").content.decode()


def test_topics_have_an_end(client, reader, monkeypatch):
    make_note(body="#one #two")
    one, two = (Topic.objects.get(slug=slug) for slug in ("one", "two"))
    monkeypatch.setattr("content.feed.services.MOST_FOLLOWED", 1)
    assert [follow_topic(user=reader, topic=one) for _twice in range(2)] == [True, False]
    with pytest.raises(TooManyFollowed):
        follow_topic(user=reader, topic=two)
    client.force_login(reader)
    told = client.post(reverse("feed:topic-follow", args=["two"]), follow=True).content.decode()
    assert "You follow 1 of these already" in told
    assert unfollow_topic(user=reader, topic=one)
    assert follow_topic(user=reader, topic=two)


def test_a_shop_shows_its_notes_and_can_be_followed(client, reader):
    shop = make_shop(slug="tea-house")
    make_product(shop)
    note, other = make_note(shop=shop), make_note()
    fragment = reverse("feed:shop-notes", args=["tea-house"])
    assert fragment in client.get(reverse("catalog:shop", args=["tea-house"])).content.decode()
    page = client.get(fragment).content.decode()
    assert note.key in page
    assert other.key not in page
    listed = client.get(f"{reverse('posts:list')}?shop=tea-house").content.decode()
    assert note.key in listed
    assert other.key not in listed
    assert client.get(f"{reverse('posts:list')}?shop=nobody").status_code == 404
    client.force_login(reader)
    client.post(reverse("feed:shop-follow", args=["tea-house"]))
    assert ShopFollow.objects.get().user == reader
    assert note.key in client.get("/?tab=following").content.decode()
    client.post(reverse("feed:shop-follow", args=["tea-house"]), {"on": "0"})
    assert not ShopFollow.objects.exists()


# ---- pages and API ----------------------------------------------------------------------------------------------

HOME_BUDGET = 16  # one of them asks which experiments run, once in half a minute


@pytest.mark.parametrize("who", ["guest", "member", "personal"])
def test_home_costs_the_same_however_much_there_is(client, django_assert_max_num_queries, who):
    reader = UserFactory()
    if who != "guest":
        client.force_login(reader)
    if who == "personal":
        answer(user=reader, purpose=Purpose.PERSONALISATION, given=True)
    for _each in range(3):
        make_note(body="#tea")
        make_product()
    client.get("/")
    for path in ("/", "/?tab=following", "/?tab=groups", "/?tab=topics"):
        cache.clear()
        with django_assert_max_num_queries(HOME_BUDGET) as first:
            assert client.get(path).status_code == 200
        for _each in range(9):
            note = make_note(body="#tea #more")
            make_product()
        follow(follower=reader, person=note.author)
        cache.clear()
        with django_assert_max_num_queries(HOME_BUDGET) as second:
            assert client.get(path).status_code == 200
        assert len(second) <= len(first) + 3, path  # the second look has something to load


def test_notes_and_products_share_home_and_both_go_on(client):
    goods = [make_product() for _ in range(10)]
    notes = [make_note() for _ in range(20)]
    first = client.get("/").content.decode()
    assert first.count('data-test="post-card"') == 10
    assert first.count('data-test="product-card"') == 5
    cursor = first.partition("cursor=")[2].partition('"')[0]
    second = client.get(f"/?cursor={cursor}").content.decode()
    both = first + second
    assert all(note.key in both for note in notes)
    assert all(reverse("catalog:product", args=[one.slug]) in both for one in goods)
    assert "That is everything for now." in second
    assert client.get("/?cursor=~~..x~").status_code == 200


def test_guests_are_asked_to_sign_in(client):
    for tab in ("following", "topics"):
        assert "Your own feed" in client.get(f"/?tab={tab}").content.decode()


def test_feeds_in_the_api(client, reader):
    friend = UserFactory()
    follow(follower=reader, person=friend)
    note, other = make_note(), make_note(friend, body="#tea")
    repost(post=note, user=friend)
    found = client.get("/api/v1/feed/").json()
    assert {one["note"]["id"] for one in found["results"]} == {note.key, other.key}
    assert all(one["reason"] for one in found["results"])
    assert found["next"] is None
    assert client.get("/api/v1/feed/?tab=following").json()["results"] == []
    client.force_login(reader)
    following = client.get("/api/v1/feed/?tab=following").json()["results"]
    assert [(one["note"]["id"], (one["reposted_by"] or {}).get("handle")) for one in following] == [
        (note.key, friend.handle), (other.key, None)
    ]  # fmt: skip
    for _twice in range(2):
        assert client.put("/api/v1/topics/tea/follow/").json() == {"is_followed": True}
    assert [one["note"]["id"] for one in client.get("/api/v1/feed/?tab=topics").json()["results"]] == [other.key]
    assert client.delete("/api/v1/topics/tea/follow/").status_code == 204
    assert client.put("/api/v1/topics/none/follow/").status_code == 404
    make_shop(slug="tea-house")
    assert client.put("/api/v1/shops/tea-house/follow/").json() == {"is_followed": True}
    assert client.delete("/api/v1/shops/tea-house/follow/").status_code == 204
    url = f"/api/v1/posts/{note.key}/reactions/"
    stands = client.put(url, {"repost": True}, content_type="application/json").json()
    assert (stands["reposts"], stands["is_reposted"]) == (2, True)


def test_handing_on_stands_in_the_share_sheet(client, reader):
    note = make_note()
    page, button = (reverse(f"posts:{what}", args=[note.key]) for what in ("note", "repost"))
    assert 'data-test="post-repost"' in client.get(page).content.decode()
    client.force_login(reader)
    assert "Hand it on to my followers" in client.get(page).content.decode()
    told = client.post(button, {"on": "1"}, headers={"HX-Request": "true"})
    assert "Take it back from my followers" in told.content.decode()
    assert client.post(button, {"on": "0"}).status_code == 302
    assert not Repost.objects.exists()
    own = make_note(reader)
    assert 'data-test="post-repost"' not in client.get(reverse("posts:note", args=[own.key])).content.decode()
    refused = client.post(reverse("posts:repost", args=[own.key]), {"on": "1"}, follow=True).content.decode()
    assert "Those who follow you see your own notes anyway." in refused
