"""What people say and keep, and what becomes of it when they leave."""

from __future__ import annotations

from django.db.models import F

from accounts.identity.models import User
from accounts.privacy.registry import COUNTED, PROOF, clears, deletes, special, stays
from config.kernel.clock import now
from content.boards.models import Board, Save
from content.clips.models import Clip
from content.clips.services import discard_clip
from content.comments.models import Comment, CommentLike, CommentStatus, CommentVersion
from content.comments.services import delete_comment
from content.feed.models import ShopFollow, TopicFollow
from content.moderation.models import Appeal, LegalNotice, LogLine, Report, ReviewItem, Strike
from content.posts.models import NoteUpload, Post, PostMention, PostPicture, PostStatus, PostVersion
from content.posts.services import delete_note
from content.posts.uploads import forget_files
from content.reactions.models import PostLike, Repost
from content.reviews.models import HelpfulVote, Review


def take_notes_away(user: User, _pseudonym: str) -> None:
    """Notes are deleted as their author would have, then emptied; their files go."""
    notes = Post.objects.filter(author=user)
    for note in notes.exclude(status=PostStatus.DELETED):
        delete_note(post=note)
    for note in notes:
        forget_files(note)
    PostPicture.objects.filter(post__in=notes).delete()
    PostVersion.objects.filter(post__in=notes).delete()
    notes.update(title="", body="", place="", cover=None, updated_at=now())


def take_clips_away(user: User, _pseudonym: str) -> None:
    """Voices and faces are theirs, in a note or not yet."""
    for clip in Clip.objects.filter(owner=user).select_related("poster"):
        discard_clip(clip)


def take_comments_back(user: User, _pseudonym: str) -> None:
    """An empty place, so that answers still stand under something."""
    for comment in Comment.objects.filter(author=user, status=CommentStatus.SHOWN).select_related("post"):
        delete_comment(comment=comment, actor=user)
    CommentVersion.objects.filter(comment__author=user).delete()
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

clears(ReviewItem, "author", "claimed_by", "decided_by", snapshot={})
clears(Report, "reporter", words="", export=("kind", "reason", "words", "state", "at"))
stays(LegalNotice, "sender", why=PROOF, export=("right", "holder", "evidence", "link", "at"))
stays(LogLine, "actor", "person", why=PROOF)
clears(Strike, "person", "by", quoted="", export=("level", "rule", "words", "quoted", "at"))
clears(Appeal, "strike__person", "first_moderator", "decided_by", words="…", export=("words", "state", "answer", "at"))
special(Clip, "owner", erase=take_clips_away, export=("kind", "mime", "duration_ms", "captions_language", "at"))
