"""Notes in groups: those who look after a group hide one and show it again; its log tells."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F

from community.groups.errors import NotYours, ReasonMissing
from community.groups.models import LogAction
from community.groups.selectors import standing_in
from community.groups.services import write_down
from config.kernel.clock import now
from config.kernel.plaintext import cleaned_line
from content.posts.errors import ChangedMeanwhile
from content.posts.models import Post, PostStatus


@transaction.atomic
def hide_note(*, post: Post, actor: Any, reason: str) -> None:
    """Nobody reads it any more but its author and those who look after the group. The author reads why in the log."""
    group = check_keeper(post, actor)
    words = cleaned_line(reason)[:200]
    if not words:
        raise ReasonMissing(field="reason")
    shown = Post.objects.filter(pk=post.pk, status=PostStatus.PUBLISHED)
    _turn(shown, status=PostStatus.HIDDEN, hidden_in_group=True)
    write_down(group=group, actor=actor, action=LogAction.NOTE_HIDDEN, target=post.author, words=words)


@transaction.atomic
def show_note(*, post: Post, actor: Any) -> None:
    """What the group hid is read again. What the platform hid is not the group's to show."""
    group = check_keeper(post, actor)
    hidden = Post.objects.filter(pk=post.pk, status=PostStatus.HIDDEN, hidden_in_group=True)
    _turn(hidden, status=PostStatus.PUBLISHED, hidden_in_group=False)
    write_down(group=group, actor=actor, action=LogAction.NOTE_SHOWN, target=post.author)


def check_keeper(post: Post, actor: Any) -> Any:
    """The note's group, if this person looks after it."""
    if post.group is None or not standing_in(post.group, actor).is_staff:
        raise NotYours
    return post.group


def _turn(rows: Any, **state: Any) -> None:
    if not rows.update(**state, version=F("version") + 1, updated_at=now()):
        raise ChangedMeanwhile
