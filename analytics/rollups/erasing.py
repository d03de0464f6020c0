"""Taking somebody out of the figures."""

from __future__ import annotations

from django.db import connection, transaction

from accounts.identity.models import User
from analytics.rollups.models import UserDay, UserFirst
from analytics.tracking.days import mark_dirty, site_zone
from analytics.tracking.models import Actor

FORGET = """
    WITH gone AS (DELETE FROM analytics_event WHERE actor_id = %(actor)s RETURNING happened_at)
    SELECT DISTINCT (happened_at AT TIME ZONE %(zone)s)::date FROM gone ORDER BY 1"""


@transaction.atomic
def forget_behaviour(user: User, _pseudonym: str) -> None:
    """Everything this person did, and the person, goes; the days they were in are counted again without them."""
    actor = Actor.objects.filter(user=user).select_for_update().first()  # whoever writes events of theirs waits
    if actor is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(FORGET, {"actor": actor.pk, "zone": site_zone()})
        days = [row[0] for row in cursor.fetchall()]
    UserDay.objects.filter(actor=actor).delete()
    UserFirst.objects.filter(actor=actor).delete()
    actor.delete()
    mark_dirty(days)
