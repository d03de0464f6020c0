"""Likes and saves: once each, exact at every moment, cheap for everybody at once."""

from __future__ import annotations

import pytest
from django.urls import reverse

from content.boards.errors import BoardNameMissing, BoardNameTaken, TooManyBoards, TooManySaves
from content.boards.models import Board, Save
from content.boards.services import change_board, delete_board, let_go, new_board, save_note
from content.posts.counting import counts_of
from content.posts.models import CounterDelta, PostStat
from content.reactions.models import PostLike
from content.reactions.services import flush_counters, like_note, recount_notes, unlike_note
from tests.factories.accounts import UserFactory
from tests.factories.notes import make_note
from tests.invariants import assert_all_is_well

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


def test_a_like_is_one_however_often_it_is_given():
    note, fan = make_note(), UserFactory()
    assert [like_note(post=note, user=fan) for _thrice in range(3)] == [True, False, False]
    assert (PostLike.objects.count(), counts_of(note).likes) == (1, 1)
    assert [unlike_note(post=note, user=fan) for _twice in range(2)] == [True, False]
    assert (PostLike.objects.count(), counts_of(note).likes) == (0, 0)


def test_counts_are_exact_before_and_after_they_are_added_up():
    note, other = make_note(), make_note()
    for _each in range(3):
        like_note(post=note, user=UserFactory())
    save_note(user=UserFactory(), post=note)
    like_note(post=other, user=UserFactory())
    before = counts_of(note)
    assert flush_counters() == 5
    assert not CounterDelta.objects.exists()
    stat = PostStat.objects.get(post=note)
    assert (stat.likes, stat.saves, stat.comments) == (before.likes, before.saves, before.comments) == (3, 1, 0)
    assert flush_counters() == 0
    unlike_note(post=note, user=PostLike.objects.filter(post=note).first().user)
    assert counts_of(note).likes == 2
    assert_all_is_well()
    flush_counters()
    assert (counts_of(note).likes, counts_of(other).likes) == (2, 1)
    assert_all_is_well()


def test_what_waits_for_a_note_that_is_gone_is_thrown_away():
    note, other = make_note(), make_note()
    like_note(post=note, user=UserFactory())
    like_note(post=other, user=UserFactory())
    CounterDelta.objects.create(post_id=note.pk + 1_000_000, field="likes", delta=1)
    assert flush_counters() == 3
    assert not CounterDelta.objects.exists()
    assert list(PostStat.objects.order_by("post").values_list("likes", flat=True)) == [1, 1]


def test_recounting_mends_what_is_wrong_and_nothing_else():
    note = make_note()
    for _each in range(2):
        like_note(post=note, user=UserFactory())
    flush_counters()
    assert recount_notes() == 0
    PostStat.objects.filter(post=note).update(likes=99)
    like_note(post=note, user=UserFactory())
    assert recount_notes() == 1
    assert flush_counters() == 0
    assert counts_of(note).likes == 3


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_many_like_one_note_at_once_while_it_is_added_up(race):
    note = make_note()
    fans = [UserFactory() for _ in range(8)]

    def like_and_flush(fan):
        for _twice in range(2):
            like_note(post=note, user=fan)
        return flush_counters()

    outcomes = race(like_and_flush, fans)
    assert all(isinstance(one, int) for one in outcomes), outcomes
    flush_counters()
    assert PostStat.objects.get(post=note).likes == PostLike.objects.filter(post=note).count() == 8
    assert_all_is_well()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_one_person_saves_in_many_windows_once(race):
    note, fan = make_note(), UserFactory()
    new_board(owner=fan, name="kept")
    outcomes = race(lambda _window: save_note(user=fan, post=note).pk, range(6))
    assert len(set(outcomes)) == 1, outcomes
    assert (Save.objects.count(), counts_of(note).saves) == (1, 1)


# ---- boards -----------------------------------------------------------------------------------------------------


def test_the_first_save_makes_a_board_and_the_next_goes_where_the_last_went():
    fan, first, second = UserFactory(), make_note(), make_note()
    kept = save_note(user=fan, post=first)
    assert (kept.board.owner, kept.board.is_public) == (fan, False)
    tea = new_board(owner=fan, name="tea")
    save_note(user=fan, post=first, board=tea)
    assert Save.objects.get(post=first).board == tea
    assert save_note(user=fan, post=second).board == tea
    assert [let_go(user=fan, post=second) for _twice in range(2)] == [True, False]
    assert (counts_of(first).saves, counts_of(second).saves) == (1, 0)


def test_a_board_goes_with_what_was_kept_on_it():
    fan, note = UserFactory(), make_note()
    board = save_note(user=fan, post=note).board
    delete_board(board=board)
    assert not Save.objects.exists()
    assert counts_of(note).saves == 0


def test_what_boards_refuse(monkeypatch):
    fan = UserFactory()
    tea = new_board(owner=fan, name=" Tea ")
    assert tea.name == "Tea"
    with pytest.raises(BoardNameTaken):
        new_board(owner=fan, name="tea")
    with pytest.raises(BoardNameMissing):
        new_board(owner=fan, name="\u200b")
    with pytest.raises(BoardNameMissing):
        new_board(owner=fan, name="长" * 31)
    other = new_board(owner=fan, name="Bread")
    with pytest.raises(BoardNameTaken):
        change_board(board=other, name="TEA", is_public=False)
    monkeypatch.setattr("content.boards.services.MOST_BOARDS", 2)
    with pytest.raises(TooManyBoards):
        new_board(owner=fan, name="Lamps")
    monkeypatch.setattr("content.boards.services.MOST_SAVES", 1)
    save_note(user=fan, post=make_note())
    note = make_note()
    with pytest.raises(TooManySaves):
        save_note(user=fan, post=note)
    assert counts_of(note).saves == 0
    assert new_board(owner=UserFactory(), name="tea")


def test_a_board_is_seen_by_nobody_else_until_it_is_public(client):
    fan, note = UserFactory(), make_note()
    board = save_note(user=fan, post=note).board
    url = reverse("posts:board", args=[board.key])
    stranger = UserFactory()
    for reader in (None, stranger):
        if reader:
            client.force_login(reader)
        assert client.get(url).status_code == 404
    assert client.post(reverse("posts:board-edit", args=[board.key]), {"name": "mine"}).status_code == 404
    assert client.post(reverse("posts:board-delete", args=[board.key])).status_code == 404
    client.force_login(fan)
    assert note.key in client.get(url).content.decode()
    edited = client.post(reverse("posts:board-edit", args=[board.key]), {"name": "Tea", "is_public": "on"})
    assert edited.status_code == 302
    client.force_login(stranger)
    assert note.key in client.get(url).content.decode()
    assert Board.objects.get().name == "Tea"


def test_boards_page_costs_the_same_however_many(client, django_assert_max_num_queries):
    fan = UserFactory()
    client.force_login(fan)
    assert "No boards yet" in client.get(reverse("posts:boards")).content.decode()
    for number in range(6):
        board = new_board(owner=fan, name=f"board {number}")
        for _each in range(4):
            save_note(user=fan, post=make_note(), board=board)
    with django_assert_max_num_queries(9):
        shown = client.get(reverse("posts:boards")).content.decode()
    assert shown.count('data-test="board"') == 6
    assert shown.count("4 notes") == 6
    refused = client.post(reverse("posts:boards"), {"name": "BOARD 1"})
    assert refused.status_code == 422
    assert "You have a board of this name already." in refused.content.decode()
    made = client.post(reverse("posts:boards"), {"name": "Lamps"})
    assert made.headers["Location"] == reverse("posts:board", args=[Board.objects.get(name="Lamps").key])


# ---- the bar ----------------------------------------------------------------------------------------------------


def test_liking_and_keeping_on_the_page(client):
    note, fan = make_note(), UserFactory()
    page, like, save = (reverse(f"posts:{what}", args=[note.key]) for what in ("note", "like", "save"))
    shown = client.get(page).content.decode()
    for hook in ("post-like", "post-save", "post-comment", "share-open"):
        assert f'data-test="{hook}"' in shown
    assert client.post(like, {"on": "1"}).headers["Location"].startswith("/accounts/login/")
    client.force_login(fan)
    bar = client.post(like, {"on": "1"}, headers={"HX-Request": "true"}).content.decode()
    assert 'aria-pressed="true"' in bar
    assert counts_of(note).likes == 1
    client.post(like, {"on": "0"})
    assert counts_of(note).likes == 0
    kept = client.post(save, {}, headers={"HX-Request": "true"})
    assert "My notes" in kept.headers["HX-Trigger"]
    assert 'data-open="boards"' in kept.content.decode()
    assert "Or on a new board" in client.get(save).content.decode()
    assert client.post(save, {"name": "Tea"}).status_code == 302
    assert Save.objects.get().board.name == "Tea"
    assert client.post(save, {"board": "NOSUCH"}).status_code == 404
    client.post(save, {"on": "0"})
    assert not Save.objects.exists()


def test_the_api_reacts_and_says_how_it_stands(client):
    note, fan = make_note(), UserFactory()
    url = f"/api/v1/posts/{note.key}/reactions/"
    assert client.put(url, {"like": True}, content_type="application/json").status_code == 401
    client.force_login(fan)
    for _twice in range(2):
        stands = client.put(url, {"like": True, "save": True}, content_type="application/json").json()
    assert stands == {
        "likes": 1, "saves": 1, "comments": 0, "reposts": 0, "is_liked": True, "is_saved": True, "is_reposted": False
    }  # fmt: skip
    stands = client.put(url, {"save": False}, content_type="application/json").json()
    assert stands == client.get(url).json()
    assert (stands["is_liked"], stands["is_saved"], stands["saves"]) == (True, False, 0)
    wrong = {"save": True, "board": new_board(owner=UserFactory(), name="x").key}
    assert client.put(url, wrong, content_type="application/json").status_code == 404
    assert counts_of(note).saves == 0
