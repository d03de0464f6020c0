"""Notes in groups: who may write them, and that private ones are read by members only, wherever one looks."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from community.groups.errors import MembersOnly, MutedForGood, NotYours, RulesFirst
from community.groups.models import GroupLog, GroupTrace
from community.groups.services import join_group, leave_group, mute
from config.kernel.clock import now
from content.boards.models import Board, Save
from content.comments.services import hide_comment, write_comment
from content.posts.drafts import Draft
from content.posts.gathering import hide_note, show_note
from content.posts.models import Post, PostStatus
from content.posts.selectors import busy_topics, notes_for
from content.posts.services import come_out, schedule_note
from tests.factories.accounts import UserFactory
from tests.factories.catalog import make_variant
from tests.factories.groups import let_in, make_group
from tests.factories.notes import make_note

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


def test_only_members_who_accepted_the_rules_and_are_not_muted_write():
    group, person = make_group(rules=["好好说话"]), UserFactory()
    with pytest.raises(MembersOnly):
        make_note(person, group=group)
    join_group(group=group, user=person)
    with pytest.raises(RulesFirst):
        make_note(person, group=group)
    let_in(group, person)
    post = make_note(person, group=group)
    assert post.group == group
    assert GroupTrace.objects.get(kind="note").times == 1
    with pytest.raises(MembersOnly):
        write_comment(post=post, author=UserFactory(), body="路过")
    write_comment(post=post, author=group.founder, body="欢迎")
    mute(group=group, actor=group.founder, person=person, days=None, reason="刷屏")
    for work in (lambda: make_note(person, group=group), lambda: write_comment(post=post, author=person, body="我")):
        with pytest.raises(MutedForGood):
            work()
    assert Post.objects.count() == 1


def test_a_private_groups_notes_are_nowhere_for_others(client):
    group = make_group(visibility="private")
    author = let_in(group, UserFactory(handle="quiet_one"))
    product = make_variant().product
    post = make_note(author, group=group, title="里屋的话", body="#密语 只在这里说", products=[product])
    said = write_comment(post=post, author=author, body="悄悄说")
    stranger, reader = UserFactory(), let_in(group)
    board = Board.objects.create(owner=reader, name="公开的板", is_public=True)
    Save.objects.create(post=post, user=reader, board=board, at=now())
    places = [
        "/posts/",
        f"/u/{author.handle}/",
        "/posts/?by=quiet_one",
        f"/products/{product.slug}/",
        f"/products/{product.slug}/more/",
        f"/boards/{board.key}/",
        "/",
        f"/groups/{group.slug}/",
        f"/posts/{post.key}/",
        f"/posts/{post.key}/comments/",
        f"/comments/{said.key}/",
        "/api/v1/posts/",
        "/api/v1/posts/?by=quiet_one",
        "/api/v1/posts/?topic=密语",
        f"/api/v1/posts/?group={group.slug}",
        f"/api/v1/posts/{post.key}/",
        f"/api/v1/posts/{post.key}/comments/",
        f"/api/v1/posts/{post.key}/reactions/",
        "/topics/密语/",
    ]
    for person in (None, stranger):
        client.logout()
        if person:
            client.force_login(person)
        for place in places:
            answer = client.get(place)
            shown = answer.content.decode()
            assert answer.status_code in {200, 404}, place
            assert "里屋的话" not in shown, place
            assert "悄悄说" not in shown, place
    assert "密语" not in {one.name for one in busy_topics()}
    client.force_login(reader)
    for place in (f"/groups/{group.slug}/", f"/posts/{post.key}/", f"/api/v1/posts/?group={group.slug}"):
        assert "里屋的话" in client.get(place).content.decode(), place
    leave_group(group=group, user=reader)
    assert client.get(f"/posts/{post.key}/").status_code == 404
    leave_group(group=group, user=author)
    client.force_login(author)
    assert client.get(f"/posts/{post.key}/").status_code == 200


def test_an_unlisted_groups_notes_are_read_by_their_address_and_stand_in_no_list(client):
    group = make_group(visibility="unlisted")
    post = make_note(let_in(group), group=group, title="有地址就能看")
    assert post not in notes_for(UserFactory())
    assert client.get(f"/posts/{post.key}/").status_code == 200
    assert "有地址就能看" in client.get(f"/groups/{group.slug}/").content.decode()


def test_those_who_look_after_the_group_hide_and_show_and_the_log_tells(client):
    group = make_group()
    author = let_in(group)
    post = make_note(author, group=group, title="不合适的话")
    comment = write_comment(post=post, author=author, body="不合适的评论")
    with pytest.raises(NotYours):
        hide_note(post=post, actor=author, reason="我自己")
    with pytest.raises(NotYours):
        hide_comment(comment=comment, actor=UserFactory())
    hide_comment(comment=comment, actor=group.founder)
    client.force_login(group.founder)
    assert 'data-test="note-hide"' in client.get(f"/posts/{post.key}/").content.decode()
    client.post(f"/posts/{post.key}/hide/", {"reason": "与喝茶无关"})
    post.refresh_from_db()
    assert (post.status, post.hidden_in_group) == (PostStatus.HIDDEN, True)
    assert 'data-test="note-show"' in client.get(f"/posts/{post.key}/").content.decode()
    log = client.get(f"/groups/{group.slug}/log/").content.decode()
    assert "与喝茶无关" in log
    assert "不合适的评论" not in log
    client.logout()
    assert client.get(f"/posts/{post.key}/").status_code == 404
    show_note(post=post, actor=group.founder)
    assert client.get(f"/posts/{post.key}/").status_code == 200
    actions = [one.action for one in GroupLog.objects.order_by("pk")]
    assert actions == ["founded", "comment_hidden", "note_hidden", "note_shown"]


def test_what_the_platform_hid_is_not_the_groups_to_show(client):
    group = make_group()
    post = make_note(let_in(group), group=group)
    Post.objects.filter(pk=post.pk).update(status=PostStatus.HIDDEN)
    client.force_login(group.founder)
    assert client.post(f"/posts/{post.key}/hide/", {"on": "0"}).status_code == 404


def test_a_scheduled_note_is_a_draft_again_when_its_author_left():
    group = make_group()
    author = let_in(group)
    later = now() + timedelta(hours=1)
    post = schedule_note(author=author, draft=Draft(body="晚点说", group=group), publish_at=later)
    leave_group(group=group, user=author)
    with time_machine.travel(later + timedelta(minutes=1)):
        assert not come_out(post=post)
    post.refresh_from_db()
    assert post.status == PostStatus.DRAFT


def test_writing_into_a_group_with_the_editor(client):
    group = make_group()
    person = let_in(group)
    client.force_login(person)
    assert f'value="{group.slug}" selected' in client.get(f"/posts/new/?group={group.slug}").content.decode()
    sent = {"action": "publish", "title": "第一篇", "body": "你好", "disclosure": "none", "group": group.slug}
    client.post("/posts/new/", sent)
    post = Post.objects.get()
    assert post.group == group
    change = {**sent, "action": "save", "group": "", "title": "改过", "version": post.version}
    client.post(f"/posts/{post.key}/edit/", change)
    post.refresh_from_db()
    assert (post.title, post.group) == ("改过", group)
    other = make_group(visibility="private")
    assert client.post("/posts/new/", {**sent, "group": other.slug}).status_code == 422
    wrong = client.post("/api/v1/posts/", {"body": "x", "group": other.slug}, content_type="application/json")
    assert wrong.status_code == 404
    told = client.post("/api/v1/posts/", {"body": "x", "group": group.slug}, content_type="application/json")
    assert told.json()["group"] == group.slug
