"""Some notes of the demo stand in groups of their authors."""

from __future__ import annotations

from django.db.models import F

from community.groups.models import Group, GroupMember, GroupTrace, TraceKind
from config.kernel.clock import local_day
from config.kernel.demo import World
from content.posts.models import Post, PostStatus

MOST = 8


def gather(world: World) -> None:
    """The newest of those whose language is the group's."""
    for group in Group.objects.order_by("pk"):
        language = "en" if group.name.isascii() else "zh-hans"
        members = GroupMember.objects.filter(group=group, accepted_version=F("group__rules_version")).values("user")
        notes = Post.objects.filter(status=PostStatus.PUBLISHED, group=None, language=language, author__in=members)
        found = list(notes.order_by("-published_at")[:MOST])
        Post.objects.filter(pk__in=[one.pk for one in found]).update(group=group)
        days = {(one.author_id, local_day(one.published_at, group.zone)) for one in found if one.published_at}
        GroupTrace.objects.bulk_create(
            GroupTrace(group=group, user_id=user, day=day, kind=TraceKind.NOTE) for user, day in sorted(days)
        )
