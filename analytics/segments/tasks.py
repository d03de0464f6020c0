"""Audiences and handouts, in the slow queue."""

from __future__ import annotations

from functools import partial

from celery import shared_task
from django.db import transaction

from analytics.segments.events import AudienceAsked, HandoutAsked
from analytics.segments.models import Handout, HandoutState
from analytics.segments.selectors import all_segments
from analytics.segments.services import carry_on, refresh_audience
from config.kernel.events import subscribe


@shared_task(name="analytics.refresh_audience", queue="slow", time_limit=600, soft_time_limit=560)
def draw_up(segment_pk: int) -> int | None:
    return refresh_audience(segment_pk=segment_pk)


@subscribe(AudienceAsked)
def draw_up_soon(event: AudienceAsked) -> None:
    transaction.on_commit(partial(draw_up.delay, event.segment_id))


@shared_task(name="analytics.refresh_audiences", time_limit=300)
def refresh_audiences() -> int:
    """Once a day, each in a task of its own."""
    segments = all_segments()
    for segment_pk in segments:
        draw_up.delay(segment_pk)
    return len(segments)


@shared_task(name="analytics.hand_out", queue="slow", time_limit=900, soft_time_limit=840)
def give_on(handout_pk: int) -> int:
    return carry_on(handout_pk=handout_pk)


@subscribe(HandoutAsked)
def give_soon(event: HandoutAsked) -> None:
    transaction.on_commit(partial(give_on.delay, event.handout_id))


@shared_task(name="analytics.finish_handouts", time_limit=300)
def finish_handouts() -> int:
    """Handouts that a crash left in the middle."""
    unfinished = list(Handout.objects.exclude(state=HandoutState.DONE).values_list("pk", flat=True)[:100])
    for handout_pk in unfinished:
        give_on.delay(handout_pk)
    return len(unfinished)
