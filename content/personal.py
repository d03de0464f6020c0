"""What people say and keep, and what becomes of it when they leave."""

from __future__ import annotations

from django.db.models import F

from accounts.identity.models import User
from accounts.privacy.registry import COUNTED, clears, deletes, special, stays
from config.kernel.clock import now
from content.boards.models import Board, Save
from content.comments.models import Comment, CommentLike, CommentStatus
from content.comments.services import delete_comment
from content.feed.models import ShopFollow, TopicFollow
from content.posts.models import NoteUpload, Post, PostMention, PostPicture, PostStatus, PostVersion
from content.posts.services import delete_note
from content.reactions.models import PostLike, Repost
from content.reviews.models import HelpfulVote, Review


def take_notes_away(user: User, _pseudonym: str) -> None:
    """Notes are deleted as their author would have, then emptied; their pictures go with the unused ones."""
    notes = Post.objects.filter(author=user)
    for note in notes.exclude(status=PostStatus.DELETED):
        delete_note(post=note)
    pictures = set(PostPicture.objects.filter(post__in=notes).values_list("picture_id", flat=True))
    for kept in PostVersion.objects.filter(post__in=notes).values_list("pictures", flat=True):
        pictures |= set(kept)
    PostPicture.objects.filter(post__in=notes).delete()
    PostVersion.objects.filter(post__in=notes).delete()
    notes.update(title="", body="", place="", cover=None, updated_at=now())
    NoteUpload.objects.bulk_create(
        [NoteUpload(picture_id=pk, owner=user, at=now()) for pk in sorted(pictures)], ignore_conflicts=True
    )


def take_comments_back(user: User, _pseudonym: str) -> None:
    """An empty place, so that answers still stand under something."""
    for comment in Comment.objects.filter(author=user, status=CommentStatus.SHOWN).select_related("post"):
        delete_comment(comment=comment, actor=user)
    Comment.objects.filter(author=user).update(body="…")


special(
    Post,
    "author",
    erase=take_notes_away,
    export=("key", "kind", "title", "body", "place", "disclosure", "status", "published_at"),
)
deletes(PostMention, "user")
stays(NoteUpload, "owner", why="pictures on their way out", export=("at",))
special(Comment, "author", erase=take_comments_back, export=("post__key", "body", "status", "created_at"))
stays(CommentLike, "user", why=COUNTED)
clears(Board, "owner", export=("name", "is_public"), name=F("key"), is_public=False)
stays(Save, "user", why=COUNTED, export=("post__key", "board__name", "at"))
stays(PostLike, "user", why=COUNTED, export=("post__key",))
stays(Repost, "user", why=COUNTED, export=("post__key",))
deletes(TopicFollow, "user", export=("topic__name",))
deletes(ShopFollow, "user", export=("shop__name",))
stays(
    Review,
    "author",
    "replied_by",
    why="what buyers say about goods helps others; the person in it has no name any more",
    export=("rating", "text", "addition", "written_at"),
)
stays(HelpfulVote, "user", why=COUNTED)
