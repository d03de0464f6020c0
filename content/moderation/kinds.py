"""The kinds of things that are written here: notes, comments, reviews."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse

from community.groups.models import LogAction
from community.groups.services import write_down
from config.kernel.access import get_or_missing
from config.kernel.clock import now
from config.kernel.events import publish
from config.kernel.locks import locked
from config.kernel.models import UploadedPicture
from content.comments.models import Comment, CommentStatus
from content.comments.selectors import comment_for
from content.comments.services import turn_comment
from content.moderation.models import Kind, Outcome
from content.moderation.scoring import LOCK_FOR
from content.moderation.things import ALWAYS, Found, Thing, register_thing
from content.posts.events import NoteChanged, NoteDeleted
from content.posts.models import Disclosure, Post, PostStatus
from content.posts.selectors import note_for
from content.reviews.models import Review
from content.reviews.selectors import review_for_anyone
from content.reviews.services import turn_review


class Notes(Thing):
    kind = Kind.NOTE
    can = ALWAYS | {Outcome.HIDE, Outcome.DELETE, Outcome.MASK, Outcome.LABEL}

    def for_reader(self, viewer: Any, key: str) -> Found:
        return self._found(note_for(viewer, key=key))

    def by_pk(self, pk: int) -> Found | None:
        rows = Post.objects.select_related("author", "group", "clip__poster").prefetch_related("pictures__picture")
        note = rows.filter(pk=pk).first()
        return self._found(note) if note else None

    def _found(self, note: Post) -> Found:
        return Found(
            self.kind,
            note.pk,
            note.key,
            author=note.author,
            group=note.group,
            title=note.title,
            text=note.body,
            url=reverse("posts:note", args=[note.key]),
            pictures=_pictures_of(note),
            is_shown=note.is_published,
        )

    def hold(self, pk: int) -> None:
        locked(Post.objects.all(), [pk])

    def hide(self, pk: int) -> bool:
        rows = Post.objects.filter(pk=pk, status=PostStatus.PUBLISHED)
        is_done = self._turn(rows, status=PostStatus.HIDDEN, hidden_in_group=False)
        # what a group hid is the platform's from now on
        is_done = bool(Post.objects.filter(pk=pk, hidden_in_group=True).update(hidden_in_group=False)) or is_done
        if is_done:
            _tell_group(pk, LogAction.NOTE_HIDDEN)
        return is_done

    def show(self, pk: int) -> bool:
        hidden = Post.objects.filter(pk=pk, status__in=[PostStatus.HIDDEN, PostStatus.DELETED])
        is_done = self._turn(
            hidden.filter(published_at__isnull=False), status=PostStatus.PUBLISHED, hidden_in_group=False
        )
        if is_done:
            _tell_group(pk, LogAction.NOTE_SHOWN)
        return is_done

    def delete(self, pk: int) -> bool:
        there = Post.objects.filter(pk=pk).exclude(status=PostStatus.DELETED)
        if not self._turn(there, status=PostStatus.DELETED):
            return False
        note = Post.objects.get(pk=pk)
        publish(NoteDeleted(post_id=pk, author_id=note.author_id))
        _tell_group(pk, LogAction.NOTE_HIDDEN)
        return True

    def rewrite(self, pk: int, *, title: str, text: str) -> bool:
        return self._changed(pk, title=title, body=text)

    def label(self, pk: int) -> bool:
        return self._changed(pk, disclosure=Disclosure.AD)

    def lock(self, pk: int) -> int:
        Post.objects.filter(pk=pk).update(locked_until=now() + LOCK_FOR)
        return pk

    def _changed(self, pk: int, **values: Any) -> bool:
        if not self._turn(Post.objects.filter(pk=pk).exclude(status=PostStatus.DELETED), **values):
            return False
        note = Post.objects.get(pk=pk)
        publish(NoteChanged(post_id=pk, version=note.version))
        return True

    def _turn(self, rows: QuerySet[Post], **values: Any) -> bool:
        return bool(rows.update(**values, version=F("version") + 1, updated_at=now()))


def _pictures_of(note: Post) -> list[UploadedPicture]:
    poster = note.clip.poster if note.clip is not None else None
    return [one.picture for one in note.pictures.all()] + ([poster] if poster is not None else [])


def _tell_group(post_pk: int, action: LogAction) -> None:
    """What the platform does in a group stands in the group's log, without a name."""
    note = Post.objects.select_related("group", "author").get(pk=post_pk)
    if note.group is not None:
        write_down(group=note.group, actor=None, action=action, target=note.author)


class Comments(Thing):
    kind = Kind.COMMENT
    can = ALWAYS | {Outcome.HIDE, Outcome.DELETE, Outcome.MASK}

    def for_reader(self, viewer: Any, key: str) -> Found:
        return self._found(comment_for(viewer, key=key))

    def by_pk(self, pk: int) -> Found | None:
        comment = self._rows().filter(pk=pk).first()
        return self._found(comment) if comment else None

    def _rows(self) -> QuerySet[Comment]:
        return Comment.objects.select_related("author", "post__group")

    def _found(self, comment: Comment) -> Found:
        return Found(
            self.kind,
            comment.pk,
            comment.key,
            author=comment.author,
            group=comment.post.group,
            text=comment.body,
            url=reverse("posts:thread", args=[comment.key]),
            is_shown=comment.is_shown,
        )

    def hold(self, pk: int) -> None:
        locked(Comment.objects.all(), [pk])

    def hide(self, pk: int) -> bool:
        is_done = turn_comment(comment=self._rows().get(pk=pk), status=CommentStatus.HIDDEN)
        if Comment.objects.filter(pk=pk, hidden_in_group=True).update(hidden_in_group=False) or is_done:
            self._tell(pk, LogAction.COMMENT_HIDDEN)
            return True
        return False

    def show(self, pk: int) -> bool:
        comment = self._rows().get(pk=pk)
        if comment.status == CommentStatus.DELETED:
            Comment.objects.filter(pk=pk).update(status=CommentStatus.HIDDEN)
        if not turn_comment(comment=comment, status=CommentStatus.SHOWN):
            return False
        self._tell(pk, LogAction.COMMENT_SHOWN)
        return True

    def delete(self, pk: int) -> bool:
        return turn_comment(comment=self._rows().get(pk=pk), status=CommentStatus.DELETED)

    def rewrite(self, pk: int, *, title: str, text: str) -> bool:
        return bool(Comment.objects.filter(pk=pk).update(body=text))

    def lock(self, pk: int) -> int:
        post_pk = Comment.objects.values_list("post_id", flat=True).get(pk=pk)
        Post.objects.filter(pk=post_pk).update(locked_until=now() + LOCK_FOR)
        return post_pk

    def _tell(self, pk: int, action: LogAction) -> None:
        comment = self._rows().get(pk=pk)
        if comment.post.group is not None:
            write_down(group=comment.post.group, actor=None, action=action, target=comment.author)


class Reviews(Thing):
    kind = Kind.REVIEW
    can = ALWAYS | {Outcome.HIDE, Outcome.MASK}

    def for_reader(self, viewer: Any, key: str) -> Found:
        return self._found(review_for_anyone(viewer, key=key))

    def by_pk(self, pk: int) -> Found | None:
        rows = Review.objects.select_related("author", "product").prefetch_related("pictures__picture")
        review = rows.filter(pk=pk).first()
        return self._found(review) if review else None

    def _found(self, review: Review) -> Found:
        return Found(
            self.kind,
            review.pk,
            review.key,
            author=review.author,
            title=review.product.title,
            text="\n\n".join(part for part in (review.text, review.addition) if part),
            url=f"{reverse('reviews:product', args=[review.product.slug])}#review-{review.key}",
            pictures=[one.picture for one in review.pictures.all()],
            is_shown=not review.is_hidden,
        )

    def hold(self, pk: int) -> None:
        locked(Review.objects.all(), [pk])

    def hide(self, pk: int) -> bool:
        return turn_review(review=get_or_missing(Review.objects.all(), pk=pk), is_hidden=True)

    def show(self, pk: int) -> bool:
        return turn_review(review=get_or_missing(Review.objects.all(), pk=pk), is_hidden=False)

    def rewrite(self, pk: int, *, title: str, text: str) -> bool:
        """Words and addition are kept apart by an empty line; covering signs leaves their number."""
        review = Review.objects.get(pk=pk)
        cut = len(review.text)
        values = {"text": text[:cut], "addition": text[cut + 2 :] if review.text else text}
        if not review.addition:
            values = {"text": text}
        return bool(Review.objects.filter(pk=pk).update(**values, updated_at=now()))


for thing in (Notes(), Comments(), Reviews()):
    register_thing(thing)
