"""Saying something under a note, saying it differently, taking it back, liking it, pinning one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction

from community.conduct.services import check_may_take_part, check_may_write, screen
from community.conduct.watching import written
from community.groups.models import LogAction, TraceKind
from community.groups.selectors import standing_in, watched_words
from community.groups.services import check_writer, trace, write_down
from config.kernel.clock import now
from config.kernel.errors import NotFound, TryAgain
from config.kernel.events import publish
from config.kernel.live import announce_all
from config.kernel.ratelimit import spend
from content.comments.errors import (
    CommentChangedMeanwhile,
    CommentGone,
    CommentsClosed,
    CommentTooLong,
    EditTooLate,
    NothingSaid,
)
from content.comments.events import CommentChanged, CommentDeleted, CommentWritten
from content.comments.models import (
    COMMENT,
    EDITED_WITHIN,
    LONGEST_COMMENT,
    Comment,
    CommentLike,
    CommentStatus,
    CommentVersion,
)
from content.posts.counting import count
from content.posts.gathering import check_keeper
from content.posts.models import Counted, Post
from content.posts.words import cleaned

COMMENTS_AN_HOUR = 60
EDITS_AN_HOUR = 60
LIKES_A_DAY = 300


@transaction.atomic
def write_comment(*, post: Post, author: Any, body: str, answers: Comment | None = None) -> Comment:
    """Say something under a note, or to a comment of it. A reply to a reply stands under the same comment."""
    body = checked_words(body)
    if answers is not None and answers.post_id != post.pk:
        raise NotFound
    check_may_write(author)
    if post.is_locked:
        raise CommentsClosed
    read = screen(author=author, text=body, field="body", more=watched_words(post.group_id))
    if post.group is not None:
        check_writer(post.group, standing_in(post.group, author).member)
        trace(group=post.group, user_id=author.pk, kind=TraceKind.COMMENT)
    spend("comment", str(author.pk), limit=COMMENTS_AN_HOUR, seconds=3600)
    comment = Comment.objects.create(
        post=post,
        author=author,
        body=read.text,
        root_id=(answers.root_id or answers.pk) if answers else None,
        answers=answers,
        created_at=now(),
    )
    count(post.pk, Counted.COMMENTS, 1)
    publish(CommentWritten(comment_id=comment.pk, post_id=post.pk, author_id=author.pk))
    announce_all(topic=f"note:{post.key}")
    written(kind=COMMENT, pk=comment.pk, author_id=author.pk, findings=read.findings)
    return comment


def checked_words(body: str) -> str:
    """What is kept of what was typed; or why it can't be said."""
    body = cleaned(body)
    if not body:
        raise NothingSaid(field="body")
    if len(body) > LONGEST_COMMENT:
        raise CommentTooLong(field="body", most=LONGEST_COMMENT)
    return body


@transaction.atomic
def edit_comment(*, comment: Comment, actor: Any, body: str) -> Comment:
    """Say one's own comment differently, for a day. What it said before is kept; saying the same changes nothing."""
    if actor.pk != comment.author_id:
        raise NotFound
    words = checked_words(body)
    if words == comment.body:
        return comment
    moment = now()
    if comment.created_at <= moment - EDITED_WITHIN:
        raise EditTooLate(field="body", hours=EDITED_WITHIN // timedelta(hours=1))
    if (group := comment.post.group) is not None:
        check_writer(group, standing_in(group, actor).member)
    check_may_write(actor)
    read = screen(author=actor, text=words, field="body", more=watched_words(comment.post.group_id))
    words = read.text
    spend("comment-edit", str(actor.pk), limit=EDITS_AN_HOUR, seconds=3600)
    same = Comment.objects.filter(pk=comment.pk, status=CommentStatus.SHOWN, body=comment.body)
    if not same.filter(edited_at=comment.edited_at).update(body=words, edited_at=moment):
        there = Comment.objects.filter(pk=comment.pk, status=CommentStatus.SHOWN).exists()
        raise CommentChangedMeanwhile if there else CommentGone
    CommentVersion.objects.create(comment=comment, body=comment.body, said_at=comment.edited_at or comment.created_at)
    comment.body, comment.edited_at = words, moment
    publish(CommentChanged(comment_id=comment.pk, post_id=comment.post_id, author_id=actor.pk))
    announce_all(topic=f"note:{comment.post.key}")
    written(kind=COMMENT, pk=comment.pk, author_id=actor.pk, findings=read.findings, is_new=False)
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
    if not turn_comment(comment=comment, status=CommentStatus.HIDDEN, in_group=True):
        raise CommentGone
    write_down(group=group, actor=actor, action=LogAction.COMMENT_HIDDEN, target=comment.author)


@transaction.atomic
def show_comment(*, comment: Comment, actor: Any) -> None:
    """What the group hid is read again. What the platform hid is not the group's to show."""
    group = check_keeper(comment.post, actor)
    if not comment.hidden_in_group or not turn_comment(comment=comment, status=CommentStatus.SHOWN):
        raise CommentGone
    write_down(group=group, actor=actor, action=LogAction.COMMENT_SHOWN, target=comment.author)


@transaction.atomic
def turn_comment(*, comment: Comment, status: CommentStatus, in_group: bool = False) -> bool:
    """Hide a comment, show it again, or take it away; its note's count follows. False when it is so already."""
    is_back = status == CommentStatus.SHOWN
    before = [CommentStatus.HIDDEN] if is_back else [CommentStatus.SHOWN]
    before += [CommentStatus.HIDDEN] if status == CommentStatus.DELETED else []
    held = Comment.objects.select_for_update().filter(pk=comment.pk, status__in=before).first()
    if held is None:
        return False
    was_shown = held.is_shown
    Comment.objects.filter(pk=comment.pk).update(status=status, is_pinned=False, hidden_in_group=in_group)
    if was_shown != is_back:
        count(comment.post_id, Counted.COMMENTS, 1 if is_back else -1)
    if not is_back:
        publish(CommentDeleted(comment_id=comment.pk, post_id=comment.post_id))
    announce_all(topic=f"note:{comment.post.key}")
    return True


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
    check_may_take_part(user)
    spend("comment-like", str(user.pk), limit=LIKES_A_DAY, seconds=24 * 3600)
    CommentLike.objects.bulk_create([CommentLike(comment=comment, user=user)], ignore_conflicts=True)
