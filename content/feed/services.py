"""Following topics and shops, and working out how warm notes are."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction
from django.db.models import Model

from accounts.identity.models import User
from catalog.shops.models import Shop
from config.kernel.clock import now
from config.kernel.events import publish
from content.feed.errors import TooManyFollowed
from content.feed.events import ShopFollowed, TopicFollowed
from content.feed.models import MOST_FOLLOWED, ShopFollow, TopicFollow
from content.posts.models import Topic

BATCH = 500
EACH_TENFOLD_S = 129_600  # ten times as many people are worth a day and a half

# Who counts: one a person, not the author, not the staff of the note's shop, nobody in their first day.
_COUNTS = """
    FROM accounts_user u WHERE u.id = x.user_id AND u.id <> p.author_id AND u.is_active
      AND x.at >= u.joined_at + interval '24 hours'
      AND NOT EXISTS (SELECT 1 FROM accounts_membership m JOIN catalog_shop k ON k.merchant_id = m.merchant_id
                      WHERE m.user_id = u.id AND k.id = p.shop_id)"""
_SAID = "(SELECT post_id, author_id AS user_id, min(created_at) AS at FROM content_comment \
WHERE post_id = p.id AND status = 'shown' GROUP BY 1, 2)"


def _people(rows: str) -> str:
    return f"(SELECT count(*) FROM {rows} x WHERE x.post_id = p.id AND EXISTS (SELECT 1 {_COUNTS}))"  # noqa: S608 - of constants


WARM = f"""
    WITH due AS (UPDATE content_poststat SET is_stirred = false
                 WHERE post_id IN (SELECT post_id FROM content_poststat WHERE is_stirred
                                   ORDER BY post_id LIMIT %(most)s FOR UPDATE SKIP LOCKED)
                 RETURNING post_id, views),
         told AS (SELECT p.id, p.published_at, p.author_id, due.views,
                         {_people("content_postlike")} + 2 * {_people("content_save")} + 4 * {_people(_SAID)}
                         + 4 * {_people("content_repost")} AS people
                  FROM content_post p JOIN due ON due.post_id = p.id WHERE p.published_at IS NOT NULL),
         new AS (INSERT INTO content_warmth AS w (post_id, people, score, views)
                 SELECT told.id, told.people,
                        round(1e6 * (log(1 + told.people) - 0.5 * log(2 + coalesce(n.followers, 0))
                                     + extract(epoch FROM told.published_at) / %(tenfold)s)), told.views
                 FROM told LEFT JOIN community_network n ON n.person_id = told.author_id ORDER BY told.id
                 ON CONFLICT (post_id) DO UPDATE SET people = excluded.people, score = excluded.score,
                     views = excluded.views)
    SELECT count(*) FROM due"""  # noqa: S608 - put together from the constants above


@transaction.atomic
def warm_notes() -> int:
    """Work out the rank of notes with which something happened. Returns how many; running it again changes nothing."""
    with connection.cursor() as cursor:
        cursor.execute(WARM, {"most": BATCH, "tenfold": EACH_TENFOLD_S})
        return int(cursor.fetchone()[0])


@transaction.atomic
def follow_topic(*, user: User, topic: Topic) -> bool:
    """Follow a topic. True when that is new."""
    if not _add(TopicFollow, user, topic=topic):
        return False
    publish(TopicFollowed(topic_id=topic.pk, user_id=user.pk))
    return True


def unfollow_topic(*, user: User, topic: Topic) -> bool:
    return bool(TopicFollow.objects.filter(user=user, topic=topic).delete()[0])


@transaction.atomic
def follow_shop(*, user: User, shop: Shop) -> bool:
    """Follow a shop. True when that is new."""
    if not _add(ShopFollow, user, shop=shop):
        return False
    publish(ShopFollowed(shop_id=shop.pk, user_id=user.pk))
    return True


def unfollow_shop(*, user: User, shop: Shop) -> bool:
    return bool(ShopFollow.objects.filter(user=user, shop=shop).delete()[0])


def _add(kind: type[Model], user: User, **what: Any) -> bool:
    """One row more, once, and never past the most: whoever follows in two windows is counted one after the other."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    rows = kind._default_manager.filter(user=user)
    if rows.filter(**what).exists():
        return False
    if rows.count() >= MOST_FOLLOWED:
        raise TooManyFollowed(most=MOST_FOLLOWED)
    kind._default_manager.create(user=user, at=now(), **what)
    return True
