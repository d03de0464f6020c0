"""A new follower is told; and who doesn't meet somebody, never hears of them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.identity.models import User
from community.graph.events import Followed
from community.graph.models import Block, Follow, Mute
from community.notifications.kinds import Tab, Target, register_apart, register_kind
from community.notifications.services import notify
from config.kernel.events import subscribe


def followers_page(reader: Any, ids: Collection[int]) -> dict[int, Target]:
    """The object of a new follower is whom they follow: many of them are one line."""
    mine = User.objects.filter(pk__in=ids).values_list("pk", "handle", "display_name")
    return {pk: Target(reverse("community:followers", args=[handle]), name) for pk, handle, name in mine}


register_kind(
    "followed",
    tab=Tab.INTERACTIONS,
    label=_("New followers"),
    words=_("%(who)s began to follow you"),
    show=followers_page,
    icon="user-plus",
    by_mail=False,
)


def not_met(reader: int, actors: Collection[int]) -> set[int]:
    """Whom of these the reader has blocked or muted, or who has blocked the reader. One query."""
    blocked = Block.objects.filter(blocker=reader, blocked__in=actors).values_list("blocked_id", flat=True)
    blocking = Block.objects.filter(blocked=reader, blocker__in=actors).values_list("blocker_id", flat=True)
    muted = Mute.objects.filter(muter=reader, muted__in=actors).values_list("muted_id", flat=True)
    return set(blocked.union(blocking, muted))


register_apart(not_met)


@subscribe(Followed)
def tell_of_follower(event: Followed) -> None:
    """As long as it is still so when this is heard."""
    if Follow.objects.filter(follower=event.follower_id, followee=event.followee_id).exists():
        notify(
            user_id=event.followee_id,
            kind="followed",
            object_type="person",
            object_id=event.followee_id,
            actor_id=event.follower_id,
        )
