"""Liking notes and handing them on, and adding up what was liked, saved, said and handed on."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction

from community.conduct.levels import Level, likes_a_day
from community.conduct.selectors import level_of
from community.conduct.services import check_may_take_part
from config.kernel.clock import now
from config.kernel.errors import TooMany
from config.kernel.events import publish
from config.kernel.ratelimit import spend
from content.posts.counting import FEW_VIEWS, count
from content.posts.models import Counted, Post
from content.reactions.errors import LikesSpent, OwnNote
from content.reactions.events import NoteReposted
from content.reactions.models import Repost

REPOSTS_A_DAY = 100
DAY_S = 24 * 3600
FLUSH_BATCH = 20_000
RECOUNT_BATCH = 500
ONE_AT_A_TIME = 7_402_618  # any number, the same for everybody who adds up

# A function of the database (migration 0013_quick_likes), which plans its statements once: the row and its count
# together, nothing to wait for, and a repeat inserts neither. It answers 'new', 'known', or 'barred' to the suspended.
LIKE = "SELECT content_like(%(post)s, %(user)s, %(at)s)"
UNLIKE = """
    WITH gone AS (DELETE FROM content_postlike WHERE post_id = %s AND user_id = %s RETURNING post_id)
    INSERT INTO content_counterdelta (post_id, field, delta) SELECT post_id, 'likes', -1 FROM gone"""
# Views alone warm nothing: they stir a note only while it counts as new for having been seen by few.
FLUSH = """
    WITH gone AS (DELETE FROM content_counterdelta
                  WHERE id IN (SELECT id FROM content_counterdelta ORDER BY id LIMIT %(most)s)
                  RETURNING post_id, field, delta),
         added AS (INSERT INTO content_poststat AS stat (post_id, likes, saves, comments, reposts, views, is_stirred)
                   SELECT post_id,
                          coalesce(sum(delta) FILTER (WHERE field = 'likes'), 0),
                          coalesce(sum(delta) FILTER (WHERE field = 'saves'), 0),
                          coalesce(sum(delta) FILTER (WHERE field = 'comments'), 0),
                          coalesce(sum(delta) FILTER (WHERE field = 'reposts'), 0),
                          coalesce(sum(delta) FILTER (WHERE field = 'views'), 0), bool_or(field <> 'views')
                   FROM gone WHERE EXISTS (SELECT FROM content_post p WHERE p.id = post_id)
                   GROUP BY post_id ORDER BY post_id
                   ON CONFLICT (post_id) DO UPDATE SET likes = stat.likes + excluded.likes,
                       saves = stat.saves + excluded.saves, comments = stat.comments + excluded.comments,
                       reposts = stat.reposts + excluded.reposts, views = stat.views + excluded.views,
                       is_stirred = stat.is_stirred OR excluded.is_stirred OR stat.views < %(few)s)
    SELECT count(*) FROM gone"""
# What was viewed long ago is no row any more: those that wait are added, the rest stays as it is.
RECOUNT = """
    WITH gone AS (DELETE FROM content_counterdelta WHERE post_id = ANY(%(posts)s) RETURNING post_id, field, delta)
    INSERT INTO content_poststat AS stat (post_id, likes, saves, comments, reposts, views, is_stirred)
    SELECT p.id,
           (SELECT count(*) FROM content_postlike l WHERE l.post_id = p.id),
           (SELECT count(*) FROM content_save s WHERE s.post_id = p.id),
           (SELECT count(*) FROM content_comment c WHERE c.post_id = p.id AND c.status = 'shown'),
           (SELECT count(*) FROM content_repost r WHERE r.post_id = p.id),
           (SELECT coalesce(sum(delta), 0) FROM gone WHERE gone.post_id = p.id AND field = 'views'), true
    FROM content_post p WHERE p.id = ANY(%(posts)s) ORDER BY p.id
    ON CONFLICT (post_id) DO UPDATE
        SET likes = excluded.likes, saves = excluded.saves, comments = excluded.comments, reposts = excluded.reposts,
            views = stat.views + excluded.views, is_stirred = true
        WHERE excluded.views <> 0 OR (stat.likes, stat.saves, stat.comments, stat.reposts)
              IS DISTINCT FROM (excluded.likes, excluded.saves, excluded.comments, excluded.reposts)"""


def like_note(*, post: Post, user: Any) -> bool:
    """Like a note. True the first time; repeating it changes nothing. Nobody waits for the disk (0023)."""
    _count_like(user)
    with connection.cursor() as cursor:
        cursor.execute(LIKE, {"post": post.pk, "user": user.pk, "at": now()})
        (outcome,) = cursor.fetchone()
    if outcome == "barred":
        check_may_take_part(user)
    return bool(outcome == "new")


def _count_like(user: Any) -> None:
    """So many likes a day by trust level. Only past what everybody has somebody's level is asked for."""
    who = str(user.pk)
    try:
        spend("like", who, limit=likes_a_day(Level.NEW), seconds=DAY_S)
    except TooMany as flood:
        most = likes_a_day(level_of(user))
        if most <= likes_a_day(Level.NEW):
            raise LikesSpent(most=most) from flood
        try:
            spend("like-more", who, limit=most - likes_a_day(Level.NEW), seconds=DAY_S)
        except TooMany as more:
            raise LikesSpent(most=most) from more


def unlike_note(*, post: Post, user: Any) -> bool:
    """Like it no longer. Repeating it changes nothing."""
    with connection.cursor() as cursor:
        cursor.execute(UNLIKE, [post.pk, user.pk])
        return bool(cursor.rowcount)


@transaction.atomic
def repost(*, post: Post, user: Any) -> bool:
    """Hand a note on to those who follow this person. True the first time; repeating it changes nothing."""
    if post.author_id == user.pk:
        raise OwnNote
    if Repost.objects.filter(post=post, user=user).exists():
        return False
    spend("repost", str(user.pk), limit=REPOSTS_A_DAY, seconds=DAY_S)
    _row, is_new = Repost.objects.get_or_create(post=post, user=user, defaults={"at": now()})
    if is_new:
        count(post.pk, Counted.REPOSTS, 1)
        publish(NoteReposted(post_id=post.pk, user_id=user.pk))
    return is_new


@transaction.atomic
def take_back_repost(*, post: Post, user: Any) -> bool:
    """Hand it on no longer. Repeating it changes nothing."""
    gone, _rows = Repost.objects.filter(post=post, user=user).delete()
    if gone:
        count(post.pk, Counted.REPOSTS, -1)
    return bool(gone)


@transaction.atomic
def flush_counters() -> int:
    """Add up what waits, one statement for all notes. One worker at a time; returns how many were added up."""
    with connection.cursor() as cursor:
        if not _my_turn(cursor):
            return 0
        cursor.execute(FLUSH, {"most": FLUSH_BATCH, "few": FEW_VIEWS})
        return int(cursor.fetchone()[0])


def recount_notes() -> int:
    """Count everything again from the rows themselves. Changes nothing where the figures are right."""
    changed, after = 0, 0
    while pks := list(Post.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:RECOUNT_BATCH]):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
            cursor.execute(RECOUNT, {"posts": pks})
            changed += cursor.rowcount
        after = pks[-1]
    return changed


def _my_turn(cursor: Any) -> bool:
    cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
    return bool(cursor.fetchone()[0])
