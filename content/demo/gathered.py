"""Some notes of the demo stand in groups of their authors."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

from django.db import connection
from django.db.models import F

from community.effect.services import compare, measure
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


COMMENTS = """
INSERT INTO community_grouptrace (group_id, user_id, day, kind, times)
SELECT p.group_id, c.author_id, (c.created_at AT TIME ZONE g.zone)::date, 'comment', count(*)
FROM content_comment c JOIN content_post p ON p.id = c.post_id JOIN community_group g ON g.id = p.group_id
JOIN community_groupmember m ON m.group_id = g.id AND m.user_id = c.author_id
GROUP BY 1, 2, 3 ON CONFLICT (group_id, day, user_id, kind) DO NOTHING"""
MEASURED = 10  # days before yesterday; the clock fills in the rest


def figure(world: World) -> None:
    """What was said goes into the day log, then the figures of some days."""
    with connection.cursor() as cursor:
        cursor.execute(COMMENTS)
    zones: dict[str, list[Group]] = defaultdict(list)
    for group in Group.objects.order_by("pk"):
        zones[group.zone].append(group)
    days = set()
    for zone, groups in zones.items():
        yesterday = local_day(world.now, zone) - timedelta(days=1)
        for day in (yesterday - timedelta(days=n) for n in range(MEASURED, -1, -1)):
            measure(day=day, zone=zone, groups=groups)
            days.add(day)
    for day in sorted(days):
        compare(day=day)
