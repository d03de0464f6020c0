"""The kind of likes. They are told by a task, so that liking itself stays one statement."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from community.notifications.kinds import Tab, register_kind
from content.posts.targets import notes

register_kind(
    "note_liked",
    tab=Tab.INTERACTIONS,
    label=_("Likes of my notes"),
    words=_("%(who)s liked your note"),
    show=notes,
    icon="heart",
    by_mail=False,
)
