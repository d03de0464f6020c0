"""A note that comes, changes or goes moves its author's challenges; figures of groups learn of likes and answers."""

from __future__ import annotations

from community.challenges.events import ChallengeJoined
from community.challenges.models import Challenge, Counts
from community.challenges.selectors import taken_part_in
from community.effect.sources import register_likes, register_replies
from config.kernel.events import subscribe
from content.gathered.selectors import replies_in
from content.gathered.services import count_notes, trace_likes
from content.posts.events import NoteChanged, NoteDeleted, NotePublished
from content.posts.models import Post

OF_NOTES = (Counts.NOTES, Counts.LIKES)

register_likes(trace_likes)
register_replies(replies_in)


@subscribe(NotePublished)
def count_new_note(event: NotePublished) -> None:
    _count(event.post_id)


@subscribe(NoteChanged)
def count_changed_note(event: NoteChanged) -> None:
    _count(event.post_id)


@subscribe(NoteDeleted)
def count_without_note(event: NoteDeleted) -> None:
    _count(event.post_id)


@subscribe(ChallengeJoined)
def count_notes_before(event: ChallengeJoined) -> None:
    row = Challenge.objects.filter(pk=event.challenge_id, counts__in=OF_NOTES).first()
    if row is not None:
        count_notes(challenge=row, users=[event.user_id])


def _count(post_id: int) -> None:
    post = Post.objects.filter(pk=post_id, group__isnull=False).first()
    if post is None or post.group_id is None:
        return
    for row in taken_part_in(post.author_id, post.group_id).filter(counts__in=OF_NOTES):
        count_notes(challenge=row, users=[post.author_id])
