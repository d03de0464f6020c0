"""What the people with a login were told of their notes in the demo."""

from __future__ import annotations

from typing import Any

from community.demo.notifications import Told
from config.kernel.demo import World
from content.comments.models import Comment
from content.posts.models import Post
from content.posts.targets import NOTE
from content.reactions.models import PostLike

NOTES, FANS, COMMENTS = 3, 5, 4


def tell(world: World) -> None:
    told = Told(world, "notes")
    for name in ("shopper", "shopper2", "merchant"):
        for place, post in enumerate(Post.objects.filter(author=world.cast[name], published_at__isnull=False)[:NOTES]):
            _about(told, world.cast[name], post, is_read=place > 0)
    told.write()


def _about(told: Told, reader: Any, post: Post, *, is_read: bool) -> None:
    about = (NOTE, post.pk)
    likes = list(PostLike.objects.filter(post=post).select_related("user").order_by("-at")[:FANS])
    if likes:
        told.line(reader, "note_liked", about, likes[0].at, actors=[one.user for one in likes], is_read=is_read)
    comments = Comment.objects.filter(post=post, root=None).exclude(author=reader).select_related("author")
    for comment in comments.order_by("-created_at")[:COMMENTS]:
        told.line(
            reader,
            "commented",
            about,
            comment.created_at,
            actors=[comment.author],
            quote=comment.body[:80],
            is_read=is_read,
        )
