"""A note's author is told that somebody keeps it; not on which board."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from community.notifications.kinds import Tab, register_kind
from community.notifications.services import notify
from config.kernel.events import subscribe
from content.boards.events import NoteSaved
from content.posts.models import Post
from content.posts.targets import NOTE, notes

register_kind(
    "saved",
    tab=Tab.INTERACTIONS,
    label=_("Saves of my notes"),
    words=_("%(who)s saved your note"),
    show=notes,
    icon="bookmark",
    by_mail=False,
)


@subscribe(NoteSaved)
def tell_of_save(event: NoteSaved) -> None:
    author = Post.objects.filter(pk=event.post_id).values_list("author_id", flat=True).first()
    if author is not None:
        notify(user_id=author, kind="saved", object_type=NOTE, object_id=event.post_id, actor_id=event.user_id)
