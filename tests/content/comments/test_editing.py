"""Comments said differently: for a day, by their author, with what they said before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from config.kernel.clock import now
from config.kernel.errors import NotFound
from config.kernel.models import OutboxEvent
from content.comments.errors import CommentChangedMeanwhile, CommentGone, EditTooLate, NothingSaid
from content.comments.models import Comment, CommentVersion
from content.comments.selectors import thread_of
from content.comments.services import delete_comment, edit_comment, write_comment
from tests.factories.accounts import UserFactory
from tests.factories.notes import make_note

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


@pytest.fixture
def comment() -> Comment:
    return write_comment(post=make_note(), author=UserFactory(), body="first")


def test_what_was_said_before_is_kept_and_readers_see_the_mark(client, comment):
    for words in ("second", " second ", "third"):
        edit_comment(comment=comment, actor=comment.author, body=words)
    comment.refresh_from_db()
    assert (comment.body, [one.body for one in comment.versions.order_by("said_at")]) == ("third", ["first", "second"])
    assert OutboxEvent.objects.filter(name="content.comment_changed").count() == 2
    shown = client.get(reverse("posts:note", args=[comment.post.key])).content.decode()
    assert 'data-test="comment-edited"' in shown
    assert "first" not in shown


def test_only_its_author_and_only_for_a_day(comment):
    with pytest.raises(NotFound):
        edit_comment(comment=comment, actor=comment.post.author, body="mine now")
    with pytest.raises(NothingSaid):
        edit_comment(comment=comment, actor=comment.author, body=" \u200b")
    assert thread_of(comment, comment.author).root.can_edit
    assert not thread_of(comment, comment.post.author).root.can_edit
    comment.created_at = now() - timedelta(hours=24)
    comment.save()
    with pytest.raises(EditTooLate):
        edit_comment(comment=comment, actor=comment.author, body="too late")
    assert not thread_of(comment, comment.author).root.can_edit
    assert not CommentVersion.objects.exists()
    assert Comment.objects.get().body == "first"


def test_an_old_window_changes_nothing(comment):
    stale, gone = Comment.objects.get(), Comment.objects.get()
    edit_comment(comment=comment, actor=comment.author, body="second")
    with pytest.raises(CommentChangedMeanwhile):
        edit_comment(comment=stale, actor=comment.author, body="from the other window")
    delete_comment(comment=comment, actor=comment.author)
    with pytest.raises(CommentGone):
        edit_comment(comment=gone, actor=comment.author, body="after it went")
    assert CommentVersion.objects.count() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_windows_at_once_leave_one_version(race):
    comment = write_comment(post=make_note(), author=UserFactory(), body="first")
    seen = [Comment.objects.select_related("post__group").get() for _window in range(4)]
    outcomes = race(lambda one: edit_comment(comment=one, actor=comment.author, body=f"said {id(one)}"), seen)
    assert sum(isinstance(one, Comment) for one in outcomes) == 1, outcomes
    assert sum(isinstance(one, CommentChangedMeanwhile) for one in outcomes) == 3, outcomes
    assert CommentVersion.objects.count() == 1


def test_the_page_and_its_sheet(client, comment):
    url = reverse("posts:comment-edit", args=[comment.key])
    client.force_login(UserFactory())
    assert client.get(url).status_code == 404
    client.force_login(comment.author)
    assert url in client.get(reverse("posts:note", args=[comment.post.key])).content.decode()
    assert "first" in client.get(url).content.decode()
    refused = client.post(url, {"body": " "})
    assert refused.status_code == 422
    assert "Write something first." in refused.content.decode()
    in_sheet = client.post(url, {"body": " "}, headers={"HX-Request": "true"})
    assert in_sheet.headers["HX-Retarget"] == "#comment-edit-form"
    assert "Write something first." in in_sheet.content.decode()
    done = client.post(url, {"body": "<b>second</b>"}, headers={"HX-Request": "true"})
    assert "comment-edit" in done.headers["HX-Trigger"]
    assert "&lt;b&gt;second" in done.content.decode()
    assert client.post(url, {"body": "third"}).status_code == 302


def test_the_api_changes_ones_own(client, comment):
    url = f"/api/v1/comments/{comment.key}/"
    wish = {"body": "second"}
    assert client.patch(url, wish, content_type="application/json").status_code == 401
    client.force_login(UserFactory())
    assert client.patch(url, wish, content_type="application/json").status_code == 404
    client.force_login(comment.author)
    changed = client.patch(url, wish, content_type="application/json").json()["comment"]
    assert changed["body"] == "second"
    assert changed["edited_at"]
    assert client.patch(url, {"body": ""}, content_type="application/json").status_code in {400, 422}
