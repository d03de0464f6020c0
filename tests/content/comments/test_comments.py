"""Comments: saying, answering, taking back, pinning, liking; what each reader sees."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from community.conduct.errors import Suspended
from community.conduct.services import change_standing
from community.graph.services import block, unblock
from config.kernel.clock import now
from config.kernel.errors import NotFound
from config.kernel.models import OutboxEvent
from content.comments.errors import CommentGone, CommentTooLong, NothingSaid
from content.comments.models import Comment, CommentLike, CommentStatus
from content.comments.selectors import thread_of, threads_of
from content.comments.services import delete_comment, like_comment, pin_comment, write_comment
from content.posts.counting import counts_of
from content.posts.models import Post, PostStatus
from tests.factories.accounts import UserFactory
from tests.factories.catalog import make_variant
from tests.factories.notes import make_note
from tests.factories.orders import make_order, make_paid_order

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


def say(post: Post, body: str = "光太好了", *, author=None, answers=None) -> Comment:
    return write_comment(post=post, author=author or UserFactory(), body=body, answers=answers)


def test_a_reply_to_a_reply_stands_under_the_same_comment():
    note = make_note()
    root = say(note)
    reply = say(note, "谢谢", author=note.author, answers=root)
    deeper = say(note, "不客气", answers=reply)
    assert (reply.root, reply.answers) == (root, root)
    assert (deeper.root, deeper.answers) == (root, reply)
    assert counts_of(note).comments == 3
    assert OutboxEvent.objects.filter(name="content.comment_written").count() == 3


@pytest.mark.parametrize(
    ("body", "refusal"), [("", NothingSaid), (" \u200b\n", NothingSaid), ("长" * 501, CommentTooLong)]
)
def test_what_cannot_be_said(body, refusal):
    note = make_note()
    with pytest.raises(refusal):
        say(note, body)
    assert not Comment.objects.exists()
    assert counts_of(note).comments == 0


def test_nobody_answers_across_notes():
    elsewhere = say(make_note())
    note = make_note()
    with pytest.raises(NotFound):
        say(note, "hm", answers=elsewhere)
    assert counts_of(note).comments == 0


def test_taking_back_leaves_an_empty_place_where_somebody_answered():
    note, reader = make_note(), UserFactory()
    alone, answered = say(note, "alone"), say(note, "answered")
    say(note, "an answer", answers=answered)
    for comment in (alone, answered):
        delete_comment(comment=comment, actor=comment.author)
    [thread] = threads_of(note, reader).items
    assert thread.root.comment == answered
    assert not thread.root.comment.is_shown
    assert [said.comment.body for said in thread.replies] == ["an answer"]
    assert counts_of(note).comments == 1
    with pytest.raises(CommentGone):
        delete_comment(comment=alone, actor=alone.author)
    assert counts_of(note).comments == 1


def test_the_notes_author_takes_away_what_others_may_not():
    note = make_note()
    comment = say(note)
    with pytest.raises(NotFound):
        delete_comment(comment=comment, actor=UserFactory())
    delete_comment(comment=comment, actor=note.author)
    assert Comment.objects.get().status == CommentStatus.DELETED


def test_one_comment_is_pinned_and_stands_first():
    note = make_note()
    first, second, third = say(note, "1"), say(note, "2"), say(note, "3")
    for pinned in (first, second):
        pin_comment(comment=pinned, actor=note.author, is_pinned=True)
    assert list(Comment.objects.filter(is_pinned=True)) == [second]
    assert [one.root.comment for one in threads_of(note, note.author).items] == [second, third, first]
    with pytest.raises(NotFound):
        pin_comment(comment=third, actor=third.author, is_pinned=True)
    delete_comment(comment=second, actor=note.author)
    assert not Comment.objects.filter(is_pinned=True).exists()


def test_a_like_counts_once():
    comment, fan = say(make_note()), UserFactory()
    for _twice in range(2):
        like_comment(comment=comment, user=fan, is_liked=True)
    assert CommentLike.objects.count() == 1
    said = thread_of(comment, fan).root
    assert (said.likes, said.is_liked) == (1, True)
    for _twice in range(2):
        like_comment(comment=comment, user=fan, is_liked=False)
    assert thread_of(comment, fan).root.likes == 0


def test_who_is_suspended_likes_no_comment_and_takes_a_like_back():
    comment, fan = say(make_note()), UserFactory()
    like_comment(comment=comment, user=fan, is_liked=True)
    change_standing(person_id=fan.pk, suspended_until=now() + timedelta(days=1))
    other = say(make_note())
    with pytest.raises(Suspended):
        like_comment(comment=other, user=fan, is_liked=True)
    assert list(CommentLike.objects.values_list("comment", flat=True)) == [comment.pk]
    like_comment(comment=comment, user=fan, is_liked=False)
    assert not CommentLike.objects.exists()


def test_likes_of_comments_do_not_cross_a_block(client):
    note, talker = make_note(), UserFactory()
    comment, fan = say(note, author=talker), UserFactory()
    page, api = reverse("posts:comment-like", args=[comment.key]), f"/api/v1/comments/{comment.key}/like/"
    assert client.put(api).status_code == 401
    client.force_login(fan)
    for blocker, blocked in ((talker, fan), (fan, talker), (note.author, fan), (fan, note.author)):
        block(blocker=blocker, person=blocked)
        assert client.post(page, {"on": "1"}).status_code == client.put(api).status_code == 404
        unblock(blocker=blocker, person=blocked)
    assert not CommentLike.objects.exists()
    for _twice in range(2):
        assert client.put(api).json()["comment"]["likes"] == 1
    for _twice in range(2):
        assert client.delete(api).json()["comment"]["is_liked"] is False
    assert not CommentLike.objects.exists()


def test_who_paid_for_it_has_a_badge():
    buyer, waiting = UserFactory(), UserFactory()
    variant = make_variant(stock=9)
    note = make_note(products=[variant.product])
    make_paid_order(buyer, {variant: 1})
    make_order(waiting, {variant: 1})
    make_paid_order(UserFactory(), {make_variant(): 1})
    bought, not_paid = say(note, author=buyer), say(note, author=waiting)
    marks = {one.root.comment: one.root.has_bought for one in threads_of(note, note.author).items}
    assert marks == {bought: True, not_paid: False}


# ---- pages ------------------------------------------------------------------------------------------------------


def test_saying_and_answering_on_the_page(client):
    note, reader = make_note(), UserFactory(display_name="阿川")
    url = reverse("posts:comments", args=[note.key])
    assert client.post(url, {"body": "hi"}).headers["Location"].startswith("/accounts/login/?next=%2Fposts%2F")
    assert not Comment.objects.exists()
    client.force_login(reader)
    answer = client.post(url, {"body": "<b>hi</b>"})
    assert answer.headers["Location"] == f"{reverse('posts:note', args=[note.key])}#comments"
    comment = Comment.objects.get()
    shown = client.post(url, {"body": "again", "answers": comment.key}, headers={"HX-Request": "true"}).content.decode()
    assert 'id="comment-list"' in shown
    assert "&lt;b&gt;hi&lt;/b&gt;" in shown
    assert "again" in shown
    refused = client.post(url, {"body": " "}, headers={"HX-Request": "true"})
    assert refused.status_code == 422
    assert "Write something first." in refused.headers["HX-Trigger"]
    assert Comment.objects.count() == 2
    assert "1 reply" not in client.get(reverse("posts:thread", args=[comment.key])).content.decode()


def test_buttons_are_for_whom_they_work(client):
    note = make_note()
    comment = say(note)
    page = reverse("posts:note", args=[note.key])
    delete, pin = (reverse(f"posts:comment-{what}", args=[comment.key]) for what in ("delete", "pin"))
    client.force_login(UserFactory())
    shown = client.get(page).content.decode()
    assert delete not in shown
    assert pin not in shown
    assert client.post(delete).status_code == 404
    assert client.post(pin, {"on": "1"}).status_code == 404
    client.force_login(note.author)
    shown = client.get(page).content.decode()
    assert delete in shown
    assert pin in shown
    client.post(pin, {"on": "1"})
    client.post(reverse("posts:comment-like", args=[comment.key]), {"on": "1"})
    assert CommentLike.objects.count() == 1
    assert "Pinned" in client.get(page).content.decode()
    assert client.get(delete).status_code == 405
    client.post(delete)
    assert Comment.objects.get().status == CommentStatus.DELETED


def test_a_note_with_much_said_costs_what_an_empty_one_does(client, django_assert_max_num_queries):
    note = make_note(products=[make_variant().product])
    client.force_login(UserFactory())
    url = reverse("posts:note", args=[note.key])
    say(note, "first")
    with django_assert_max_num_queries(25) as first:
        client.get(url)
    for _each in range(22):
        root = say(note)
        for _reply in range(2):
            say(note, answers=root)
    for _reply in range(4):
        say(note, answers=root)
    with django_assert_max_num_queries(len(first) + 1):
        shown = client.get(url).content.decode()
    assert shown.count('data-test="comment"') == 20
    assert "3 more replies" in shown
    more = reverse("posts:comments", args=[note.key])
    assert f"{more}?cursor=" in shown


@pytest.mark.parametrize("status", [PostStatus.HIDDEN, PostStatus.DELETED])
def test_nothing_is_said_under_what_is_not_there(client, status):
    note = make_note()
    comment = say(note)
    Post.objects.filter(pk=note.pk).update(status=status)
    client.force_login(UserFactory())
    for url in (
        reverse("posts:comments", args=[note.key]),
        reverse("posts:comment-like", args=[comment.key]),
        reverse("posts:like", args=[note.key]),
        reverse("posts:save", args=[note.key]),
    ):
        assert client.post(url, {"body": "hi", "on": "1"}).status_code == 404
    assert Comment.objects.count() == 1


# ---- API --------------------------------------------------------------------------------------------------------


def test_the_api_says_answers_and_takes_back(client):
    note, reader = make_note(), UserFactory()
    url = f"/api/v1/posts/{note.key}/comments/"
    assert client.post(url, {"body": "hi"}).status_code == 401
    client.force_login(reader)
    made = client.post(url, {"body": "hi"}).json()["comment"]
    assert (made["body"], made["author"]) == ("hi", reader.handle)
    answered = client.post(url, {"body": "you", "answers": made["id"]}).json()
    assert [one["body"] for one in answered["replies"]] == ["you"]
    assert client.post(url, {"body": "长" * 501}).status_code == 422
    assert client.post(url, {"body": "x", "answers": "NOSUCH"}).status_code == 404
    [thread] = client.get(url).json()["results"]
    assert thread == answered
    assert client.delete(f"/api/v1/comments/{made['id']}/").status_code == 204
    [thread] = client.get(url).json()["results"]
    assert (thread["comment"]["body"], thread["comment"]["author"]) == ("", "")
    client.force_login(UserFactory())
    assert client.delete(f"/api/v1/comments/{thread['replies'][0]['id']}/").status_code == 404


def test_across_a_block_one_can_still_take_back_what_one_said():
    note, talker = make_note(), UserFactory()
    comment = say(note, author=talker)
    block(blocker=note.author, person=talker)
    client = APIClient()
    client.force_authenticate(talker)
    url = f"/api/v1/comments/{comment.key}/"
    assert client.get(url).status_code == 404
    assert client.delete(url).status_code == 204
    comment.refresh_from_db()
    assert comment.status == CommentStatus.DELETED
    assert client.delete(url).status_code == 404
    others = say(note)
    assert client.delete(f"/api/v1/comments/{others.key}/").status_code == 404
