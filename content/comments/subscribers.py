"""Who is spoken to is told: a note's author of comments, a comment's author of replies."""

from __future__ import annotations

from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from community.notifications.kinds import Tab, register_kind
from community.notifications.services import notify, retract
from config.kernel.events import subscribe
from content.comments.events import CommentDeleted, CommentWritten
from content.comments.models import Comment
from content.posts.targets import NOTE, notes

QUOTED = 80

register_kind(
    "commented",
    tab=Tab.INTERACTIONS,
    label=_("Comments on my notes"),
    words=_("%(who)s commented on your note"),
    show=notes,
    icon="message-circle",
)
register_kind(
    "replied",
    tab=Tab.INTERACTIONS,
    label=_("Replies to my comments"),
    words=_("%(who)s replied to your comment"),
    show=notes,
    icon="message-circle",
)


@subscribe(CommentWritten)
def tell_of_comment(event: CommentWritten) -> None:
    """One person hears of one comment once: whoever is answered hears that they are answered."""
    rows = Comment.objects.select_related("post", "answers")
    comment = rows.filter(pk=event.comment_id).first()
    if comment is None or not comment.is_shown:
        return
    readers = {comment.post.author_id: "commented"}
    if comment.answers is not None:
        readers[comment.answers.author_id] = "replied"
    for reader, kind in readers.items():
        notify(
            user_id=reader,
            kind=kind,
            object_type=NOTE,
            object_id=comment.post_id,
            actor_id=comment.author_id,
            ref=comment.pk,
            data={"quote": Truncator(comment.body).chars(QUOTED)},
        )


@subscribe(CommentDeleted)
def forget_comment(event: CommentDeleted) -> None:
    for kind in ("commented", "replied"):
        retract(object_type=NOTE, object_id=event.post_id, kind=kind, ref=event.comment_id)
