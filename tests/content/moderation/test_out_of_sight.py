"""What moderators hide is nowhere to be found: no list, feed, board, product page or answer of the API."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.urls import reverse

from community.graph.services import follow
from content.boards.services import save_note
from content.feed.services import follow_topic, warm_notes
from content.moderation.things import thing_of
from content.posts.models import Post, Topic
from content.reactions.services import flush_counters, like_note, repost
from tests.factories.accounts import UserFactory
from tests.factories.catalog import make_variant
from tests.factories.notes import make_note

pytestmark = pytest.mark.django_db
MARK = "荷叶上的水珠"


def places(note: Post, board: str) -> list[str]:
    """Everywhere a note is shown besides its own page."""
    tag = note.products.select_related("product").get()
    return [
        "/posts/",
        f"/posts/?by={note.author.handle}",
        f"/u/{note.author.handle}/",
        "/topics/荷塘/",
        "/?tab=following",
        "/?tab=discover",
        "/?tab=topics",
        f"/boards/{board}/",
        f"/products/{tag.product.slug}/more/",
        "/api/v1/posts/",
        f"/api/v1/posts/?by={note.author.handle}",
        "/api/v1/feed/?tab=following",
        "/api/v1/feed/?tab=discover",
    ]


def test_a_hidden_note_is_nowhere_and_back_everywhere(client):
    author, reader, friend = UserFactory(), UserFactory(), UserFactory()
    note = make_note(author, title=MARK, body="看 #荷塘", products=[make_variant().product])
    follow(follower=reader, person=author)
    follow(follower=reader, person=friend)
    follow_topic(user=reader, topic=Topic.objects.get(slug="荷塘"))
    board = save_note(user=reader, post=note).board
    repost(post=note, user=friend)
    like_note(post=note, user=friend)
    flush_counters()
    warm_notes()
    client.force_login(reader)
    own = [reverse("posts:note", args=[note.key]), f"/api/v1/posts/{note.key}/"]

    def seen() -> set[str]:
        cache.clear()
        shown = {path for path in places(note, board.key) if MARK in client.get(path).content.decode()}
        return shown | {path for path in own if client.get(path).status_code == 200}

    everywhere = {*places(note, board.key), *own}
    assert everywhere - seen() == set()
    assert thing_of("note").hide(note.pk)
    assert seen() == set()
    assert MARK not in client.get(own[0]).content.decode()
    assert thing_of("note").show(note.pk)
    assert everywhere - seen() == set()
