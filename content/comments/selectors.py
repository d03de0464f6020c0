"""Questions about comments: the threads under a note, as one reader meets them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from community.groups.selectors import staffed_among
from config.kernel.access import get_or_missing
from config.kernel.clock import now
from config.kernel.errors import NotFound
from config.kernel.paging import keyset
from content.comments.models import EDITED_WITHIN, Comment, CommentLike, CommentStatus
from content.posts.models import Post, PostStatus
from content.posts.selectors import kept_from, open_to
from orders.checkout.models import OrderLine, OrderStatus

ROOTS = 20
FIRST_REPLIES = 3
MOST_REPLIES = 200
PAID = (
    OrderStatus.TO_SHIP,
    OrderStatus.PARTLY_SHIPPED,
    OrderStatus.SHIPPED,
    OrderStatus.DELIVERED,
    OrderStatus.COMPLETED,
    OrderStatus.SETTLED,
)


@dataclass(frozen=True)
class Said:
    """A comment as one reader meets it."""

    comment: Comment
    likes: int
    is_liked: bool
    has_bought: bool
    is_authors: bool
    can_delete: bool
    can_edit: bool
    can_pin: bool
    can_hide: bool = False


@dataclass(frozen=True)
class Thread:
    root: Said
    replies: list[Said] = field(default_factory=list)
    replies_left: int = 0


@dataclass(frozen=True)
class Threads:
    """A page of what is said under a note; the pinned comment stands on the first one."""

    items: list[Thread]
    next: str = ""


def shown_comments() -> QuerySet[Comment]:
    return Comment.objects.filter(status=CommentStatus.SHOWN, author__is_active=True)


def worth_showing(viewer: Any) -> QuerySet[Comment]:
    """Roots that are shown, and the empty places of those somebody has replied to."""
    kept = kept_from(viewer)
    answered = shown_comments().exclude(kept).filter(root=OuterRef("pk"))
    shown = Q(status=CommentStatus.SHOWN, author__is_active=True)
    return Comment.objects.filter(root=None).exclude(kept).filter(shown | Exists(answered))


def comment_for(viewer: Any, *, key: str) -> Comment:
    """A comment that is shown, under a note that is; not across a block."""
    rows = shown_comments().filter(post__status=PostStatus.PUBLISHED, post__author__is_active=True)
    kept = kept_from(viewer, also_muted=False)
    host = kept_from(viewer, also_muted=False, whose="post__author")
    rows = rows.filter(open_to(viewer, listed=False, note="post__"))
    return get_or_missing(rows.exclude(kept).exclude(host).select_related("post__group", "root"), key=key)


def own_comment(author: Any, *, key: str) -> Comment:
    """One's own comment, as long as it is shown under a note that one may read."""
    found = comment_for(author, key=key)
    if found.author_id != author.pk:
        raise NotFound
    return found


def comment_to_delete(viewer: Any, *, key: str) -> Comment:
    """What one can see, and what one said oneself under a note that one can't see any more."""
    if viewer.is_authenticated:
        own = Comment.objects.filter(author=viewer, status=CommentStatus.SHOWN).select_related("post", "root")
        if (found := own.filter(key=key).first()) is not None:
            return found
    return comment_for(viewer, key=key)


def threads_of(post: Post, viewer: Any, *, cursor: str = "") -> Threads:
    """The pinned comment first, then the newest, each with its first replies."""
    rows = worth_showing(viewer).filter(post=post).select_related("author__avatar")
    page = keyset(rows.filter(is_pinned=False), cursor=cursor.lstrip("~"), by="key", size=ROOTS)
    pinned = [] if page.prev else list(rows.filter(is_pinned=True))
    roots = [*pinned, *page.rows]
    return Threads(_threads(post, viewer, roots, most=FIRST_REPLIES), page.next)


def thread_of(comment: Comment, viewer: Any) -> Thread:
    """One comment with everything said to it."""
    rows = worth_showing(viewer).select_related("author__avatar", "post__author")
    root = get_or_missing(rows, pk=comment.root_id or comment.pk)
    return _threads(root.post, viewer, [root], most=MOST_REPLIES)[0]


def _threads(post: Post, viewer: Any, roots: Sequence[Comment], *, most: int) -> list[Thread]:
    replies: dict[int, list[Comment]] = defaultdict(list)
    place = Window(RowNumber(), partition_by=F("root_id"), order_by=F("pk").asc())
    of_roots = shown_comments().exclude(kept_from(viewer)).filter(root__in=[root.pk for root in roots])
    for reply in (
        of_roots.annotate(place=place, of=Window(Count("pk"), partition_by=F("root_id")))
        .filter(place__lte=most)
        .select_related("author__avatar", "answers__author")
        .order_by("pk")
    ):
        replies[reply.root_id or 0].append(reply)
    comments = [*roots, *(reply for some in replies.values() for reply in some)]
    look = _Look(post, viewer, comments)
    return [
        Thread(
            look.at(root),
            [look.at(reply) for reply in replies[root.pk]],
            max((getattr(one, "of", 0) for one in replies[root.pk]), default=0) - len(replies[root.pk]),
        )
        for root in roots
    ]


class _Look:
    """What a reader's page needs to know besides the comments, in three queries."""

    def __init__(self, post: Post, viewer: Any, comments: Collection[Comment]) -> None:
        self.post, self.viewer, self.moment = post, viewer, now()
        pks = [one.pk for one in comments]
        liked = CommentLike.objects.filter(comment__in=pks)
        self.likes = dict(liked.order_by().values_list("comment_id").annotate(n=Count("pk")))
        is_member = viewer.is_authenticated and bool(pks)
        self.mine = set(liked.filter(user=viewer).values_list("comment_id", flat=True)) if is_member else set()
        in_group = is_member and post.group_id is not None
        self.keeps_order = in_group and bool(staffed_among(viewer, [post.group_id or 0]))
        self.buyers = buyers_among({one.author_id for one in comments}, post)

    def at(self, comment: Comment) -> Said:
        is_own = comment.author_id == self.viewer.pk
        is_host = self.post.author_id == self.viewer.pk
        return Said(
            comment=comment,
            likes=self.likes.get(comment.pk, 0),
            is_liked=comment.pk in self.mine,
            has_bought=comment.author_id in self.buyers,
            is_authors=comment.author_id == self.post.author_id,
            can_delete=comment.is_shown and (is_own or is_host),
            can_edit=comment.is_shown and is_own and comment.created_at > self.moment - EDITED_WITHIN,
            can_pin=comment.is_shown and is_host and comment.root_id is None,
            can_hide=comment.is_shown and self.keeps_order and not is_own,
        )


def buyers_among(person_pks: Collection[int], post: Post) -> set[int]:
    """Which of these people have paid for something the note shows."""
    if not person_pks:
        return set()
    lines = OrderLine.objects.filter(
        variant__product__in=post.products.values("product_id"),
        order__buyer__in=person_pks,
        order__status__in=PAID,
        order__paid_at__isnull=False,
    )
    return set(lines.values_list("order__buyer_id", flat=True))
