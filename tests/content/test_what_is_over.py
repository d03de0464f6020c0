"""Notes that were hidden or deleted, people who left or blocked, boards that closed: every address that can lead there
answers kindly, tells nothing of them, and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from community.graph.services import block, follow
from community.referral.services import link_to
from content.boards.services import change_board, save_note
from content.comments.models import Comment
from content.comments.services import delete_comment, write_comment
from content.feed.services import follow_topic, warm_notes
from content.moderation.models import Report
from content.moderation.things import thing_of
from content.posts.models import Post, Topic
from content.posts.services import delete_note
from content.reactions.models import PostLike
from content.reactions.services import like_note, repost
from tests.factories.accounts import UserFactory
from tests.factories.catalog import make_variant
from tests.factories.notes import make_note
from tests.hostile import attempt

pytestmark = pytest.mark.django_db
V1 = "/api/v1/"
SECRET = "荷塘边的第三把椅子"


class World:
    """A note of ada's that ben read, liked, kept, commented on and handed on, and the addresses around it."""

    def __init__(self) -> None:
        self.ada, self.ben, self.eve = (UserFactory(handle=handle) for handle in ("ada", "ben", "eve"))
        follow(follower=self.ben, person=self.ada)
        follow(follower=self.eve, person=self.ben)
        self.product = make_variant().product
        self.note: Post = make_note(self.ada, title=SECRET, body=f"{SECRET} #荷塘 @ben", products=[self.product])
        follow_topic(user=self.ben, topic=Topic.objects.get(slug="荷塘"))
        self.said: Comment = write_comment(post=self.note, author=self.ben, body="好看")
        self.answer = write_comment(post=self.note, author=self.ada, body=SECRET, answers=self.said)
        like_note(post=self.note, user=self.ben)
        repost(post=self.note, user=self.ben)
        self.board = save_note(user=self.ben, post=self.note).board
        change_board(board=self.board, name="椅子", is_public=True)
        self.link = link_to(sharer=self.ben, path=f"/posts/{self.note.key}/")
        warm_notes()

    @property
    def own(self) -> list[str]:
        """What is about the note alone."""
        at, slug = f"/posts/{self.note.key}/", self.product.slug
        talk = [f"/comments/{one.key}/" for one in (self.said, self.answer)]
        report = [
            f"/report/note/{self.note.key}/",
            *(f"/report/comment/{one.key}/" for one in (self.said, self.answer)),
        ]
        api = [f"{V1}posts/{self.note.key}/{part}" for part in ("", "comments/", "reactions/")]
        api += [f"{V1}comments/{one.key}/" for one in (self.said, self.answer)]
        return [at, f"{at}comments/", f"{at}save/", f"{at}products/{slug}/", *talk, *report, *api]

    @property
    def around(self) -> list[str]:
        """What shows it among others."""
        return [
            "/posts/",
            "/posts/?by=ada",
            "/u/ada/",
            "/u/ben/",
            "/topics/荷塘/",
            *(f"/?tab={tab}" for tab in ("discover", "following", "topics", "groups")),
            f"/boards/{self.board.key}/",
            f"/boards/{self.board.key}/edit/",
            "/me/boards/",
            f"/products/{self.product.slug}/more/",
            "/notifications/",
            "/me/standing/",
            f"/s/{self.link.code}",
            f"/s/{self.link.code}/poster.png",
            f"{V1}posts/",
            f"{V1}posts/?by=ada",
            f"{V1}posts/?topic=荷塘",
            *(f"{V1}feed/?tab={tab}" for tab in ("discover", "following", "topics")),
            f"{V1}notifications/",
            f"{V1}reports/",
        ]

    @property
    def deeds(self) -> list[tuple[str, str, dict[str, Any]]]:
        at, api = f"/posts/{self.note.key}/", f"{V1}posts/{self.note.key}/"
        return [
            *(("post", f"{at}{verb}/", {"on": "1"}) for verb in ("like", "save", "repost")),
            ("post", f"{at}comments/", {"body": "?"}),
            ("post", f"{at}comments/", {"body": "?", "answers": self.said.key}),
            ("post", f"/comments/{self.answer.key}/like/", {"on": "1"}),
            ("post", f"/report/note/{self.note.key}/", {"reason": "spam"}),
            ("put", f"{api}reactions/", {"like": True, "save": True, "repost": True}),
            ("post", f"{api}comments/", {"body": "?"}),
            ("put", api, {"body": "mine"}),
            ("delete", api, {}),
            ("post", f"{V1}reports/", {"kind": "note", "id": self.note.key, "reason": "spam"}),
        ]


@pytest.fixture
def world(settings, tmp_path) -> World:
    settings.MEDIA_ROOT = tmp_path / "media"
    return World()


def gone_for(client: Client, world: World, *people: Any) -> None:
    """Neither found, nor shown among others, nor changed."""
    for person in people:
        client.logout()
        if person is not None:
            client.force_login(person)
        for path in (*world.own, *world.around):
            cache.clear()
            answer = client.get(path)
            allowed = {302, 401, 404} if path in world.own else {200, 302, 401, 404}
            assert answer.status_code in allowed, (path, person, answer.status_code)
            assert SECRET not in answer.content.decode(errors="replace"), (path, person)
        if person is None:
            continue
        before = [table.objects.count() for table in (PostLike, Comment, Report)]
        for verb, path, words in world.deeds:
            how = {"content_type": "application/json"} if path.startswith(V1) else {}
            with attempt():
                assert getattr(client, verb)(path, words, **how).status_code == 404, (verb, path, person)
                assert [table.objects.count() for table in (PostLike, Comment, Report)] == before


ENDS: dict[str, Callable[[World], object]] = {
    "deleted": lambda world: delete_note(post=world.note),
    "hidden": lambda world: thing_of("note").hide(world.note.pk),
    "author left": lambda world: type(world.ada).objects.filter(pk=world.ada.pk).update(is_active=False),
}


@pytest.mark.parametrize("end", ENDS)
def test_a_note_that_is_gone_is_gone_everywhere(client, world, end):
    client.force_login(world.ben)
    assert SECRET in client.get(f"/posts/{world.note.key}/").content.decode()
    ENDS[end](world)
    gone_for(client, world, world.ben, None)


@pytest.mark.parametrize("is_blocker", [True, False])
def test_across_a_block_nobody_reads_the_other(client, world, is_blocker):
    pair = (world.ada, world.ben) if is_blocker else (world.ben, world.ada)
    block(blocker=pair[0], person=pair[1])
    gone_for(client, world, world.ben)
    client.force_login(world.eve)
    assert SECRET in client.get(f"/posts/{world.note.key}/").content.decode()


def test_what_the_author_of_a_hidden_note_sees_is_only_theirs(client, world):
    thing_of("note").hide(world.note.pk)
    client.force_login(world.ada)
    for path in (f"/posts/{world.note.key}/", "/me/posts/", f"/posts/{world.note.key}/versions/"):
        assert SECRET in client.get(path).content.decode(), path
    for path in world.around:
        assert client.get(path).status_code < 500, path


def test_a_comment_taken_away_and_a_board_closed_again(client, world):
    delete_comment(comment=world.answer, actor=world.ada)
    change_board(board=world.board, name="椅子", is_public=False)
    client.force_login(world.eve)
    assert client.get(f"/boards/{world.board.key}/").status_code == 404
    for path in (f"/posts/{world.note.key}/comments/", f"{V1}posts/{world.note.key}/comments/"):
        assert SECRET not in client.get(path).content.decode(), path
    for path in (f"/comments/{world.answer.key}/", f"{V1}comments/{world.answer.key}/"):
        answer = client.get(path)
        assert answer.status_code in {200, 404}
        assert f">{SECRET}<" not in answer.content.decode()
    before = Comment.objects.count()
    for verb, words in (("like", {"on": "1"}), ("pin", {"on": "1"}), ("edit", {"body": "x"}), ("delete", {})):
        assert client.post(f"/comments/{world.answer.key}/{verb}/", words).status_code in {302, 403, 404}, verb
    client.post(f"/posts/{world.note.key}/comments/", {"body": "?", "answers": world.answer.key})
    assert Comment.objects.count() in {before, before + 1}
