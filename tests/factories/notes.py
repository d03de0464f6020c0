"""Notes for tests, made by the services."""

from __future__ import annotations

from typing import Any

from content.posts.drafts import Draft, Tag
from content.posts.models import Post
from content.posts.services import publish_note
from tests.factories.accounts import UserFactory
from tests.factories.catalog import make_picture


def make_note(author: Any = None, *, pictures: int = 1, products: Any = (), **fields: Any) -> Post:
    """A published note; its products are tagged in the middle of its first picture, when it has one."""
    shown = [make_picture() for _ in range(pictures)]
    tags = [Tag(one, on_picture=0, x=50, y=50) if shown else Tag(one) for one in products]
    wish = {"title": "周末的茶", "body": "水开的时候什么也不做。"}
    return publish_note(author=author or UserFactory(), draft=Draft(pictures=shown, tags=tags, **(wish | fields)))
