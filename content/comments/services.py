"""Saying something under a note, taking it back, liking it, pinning one."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from community.groups.models import LogAction, TraceKind
from community.groups.selectors import standing_in
from community.groups.services import check_writer, trace, write_down
from config.kernel.clock import now
from config.kernel.errors import NotFound, TryAgain
from config.kernel.events import publish
from config.kernel.live import announce_all
from config.kernel.ratelimit import spend
from content.comments.errors import CommentGone, CommentTooLong, NothingSaid
from content.comments.events import CommentDeleted, CommentWritten
from content.comments.models import LONGEST_COMMENT, Comment, CommentLike, CommentStatus
from content.posts.counting import count
from content.posts.gathering import check_keeper
from content.posts.models import Counted, Post
from content.posts.words import cleaned

COMMENTS_AN_HOUR = 60
LIKES_A_DAY = 300


@transaction.atomic
def write_comment(*, post: Post, author: Any, body: str, answers: Comment | None = None) -> Comment:
    """Say something under a note, or to a comment of it. A reply to a reply stands under the same comment."""
    body = cleaned(body)
    if not body:
        raise NothingSaid(field="body")
    if len(body) > LONGEST_COMMENT:
        raise CommentTooLong(field="body", most=LONGEST_COMMENT)
    if answers is not None and answers.post_id != post.pk:
        raise NotFound
    if post.group is not None:
        check_writer(post.group, standing_in(post.group, author).member)
        trace(group=post.group, user_id=author.pk, kind=TraceKind.COMMENT)
    spend("comment", str(author.pk), limit=COMMENTS_AN_HOUR, seconds=3600)
    comment = Comment.objects.create(
        post=post,
        author=author,
        body=body,
        root_id=(answers.root_id or answers.pk) if answers else None,
        answers=answers,
        created_at=now(),
    )
    count(post.pk, Counted.COMMENTS, 1)
    publish(CommentWritten(comment_id=comment.pk, post_id=post.pk, author_id=author.pk))
    announce_all(topic=f"note:{post.key}")
    return comment


@transaction.atomic
def delete_comment(*, comment: Comment, actor: Any) -> None:
    """Take a comment away: one's own, or any under one's own note. Its replies stay, under an empty place."""
    if actor.pk not in {comment.author_id, comment.post.author_id}:
        raise NotFound
    there = Comment.objects.filter(pk=comment.pk, status=CommentStatus.SHOWN)
    if not there.update(status=CommentStatus.DELETED, is_pinned=False):
        raise CommentGone
    count(comment.post_id, Counted.COMMENTS, -1)
    publish(CommentDeleted(comment_id=comment.pk, post_id=comment.post_id))
    announce_all(topic=f"note:{comment.post.key}")


@transaction.atomic
def hide_comment(*, comment: Comment, actor: Any) -> None:
    """Those who look after the note's group hide a comment under it; the group's log tells."""
    group = check_keeper(comment.post, actor)
    there = Comment.objects.filter(pk=comment.pk, status=CommentStatus.SHOWN)
    if not there.update(status=CommentStatus.HIDDEN, is_pinned=False):
        raise CommentGone
    count(comment.post_id, Counted.COMMENTS, -1)
    write_down(group=group, actor=actor, action=LogAction.COMMENT_HIDDEN, target=comment.author)
    publish(CommentDeleted(comment_id=comment.pk, post_id=comment.post_id))
    announce_all(topic=f"note:{comment.post.key}")


@transaction.atomic
def pin_comment(*, comment: Comment, actor: Any, is_pinned: bool) -> None:
    """The note's author puts one comment on top; the one before steps back."""
    if actor.pk != comment.post.author_id or comment.root_id is not None:
        raise NotFound
    of_post = Comment.objects.filter(post=comment.post_id)
    of_post.filter(is_pinned=True).exclude(pk=comment.pk).update(is_pinned=False)
    try:
        with transaction.atomic():
            changed = of_post.filter(pk=comment.pk, status=CommentStatus.SHOWN).update(is_pinned=is_pinned)
    except IntegrityError as clash:
        if "comment_one_pinned_per_post" not in str(clash):
            raise
        raise TryAgain from clash
    if not changed:
        raise CommentGone
    announce_all(topic=f"note:{comment.post.key}")


def like_comment(*, comment: Comment, user: Any, is_liked: bool) -> None:
    """Like a comment, or no longer. Doing it twice changes nothing."""
    if not is_liked:
        CommentLike.objects.filter(comment=comment, user=user).delete()
        return
    spend("comment-like", str(user.pk), limit=LIKES_A_DAY, seconds=24 * 3600)
    CommentLike.objects.bulk_create([CommentLike(comment=comment, user=user)], ignore_conflicts=True)
