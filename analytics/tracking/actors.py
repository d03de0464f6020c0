"""Who acts: people and browsers become actors, and a browser whose person signs in becomes that person's."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import timedelta

from django.db import connection

from accounts.identity.models import User
from analytics.tracking.days import mark_dirty, site_zone
from analytics.tracking.models import Actor
from config.kernel.clock import now

MOVED_BACK = timedelta(days=30)

# Held weakly: two who write don't wait for each other, but whoever erases this person waits for both.
HOLD = "SELECT user_id, id FROM analytics_actor WHERE user_id = ANY(%s) ORDER BY id FOR KEY SHARE"
MOVE = """
    WITH moved AS (UPDATE analytics_event SET actor_id = %(person)s
                   WHERE actor_id = %(browser)s AND happened_at >= %(since)s RETURNING happened_at)
    SELECT DISTINCT (happened_at AT TIME ZONE %(zone)s)::date FROM moved ORDER BY 1"""


def actors_of_people(user_pks: Collection[int]) -> dict[int, int]:
    """Actor of each person, made where it is missing, and held until the transaction ends. Who has left has none."""
    here = set(User.objects.filter(pk__in=user_pks, is_active=True).values_list("pk", flat=True))
    known = set(Actor.objects.filter(user__in=here).values_list("user_id", flat=True))
    Actor.objects.bulk_create((Actor(user_id=pk) for pk in sorted(here - known)), ignore_conflicts=True)
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [sorted(here)])
        return dict(cursor.fetchall())


def actors_of_browsers(visitors: Collection[str]) -> dict[str, int]:
    wanted = {uuid.UUID(one) for one in visitors}
    known = set(Actor.objects.filter(visitor__in=wanted).values_list("visitor", flat=True))
    Actor.objects.bulk_create((Actor(visitor=one) for one in sorted(wanted - known)), ignore_conflicts=True)
    return {str(actor.visitor): actor.pk for actor in Actor.objects.filter(visitor__in=wanted)}


def join_browser(*, visitor: str, person: int) -> bool:
    """What a browser did in the last thirty days is its person's now. False when it did nothing we know of."""
    browser = Actor.objects.filter(visitor=visitor).select_for_update().first()
    if browser is None:
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            MOVE, {"person": person, "browser": browser.pk, "since": now() - MOVED_BACK, "zone": site_zone()}
        )
        mark_dirty(row[0] for row in cursor.fetchall())
    if not browser.events.exists():
        browser.delete()
    return True
