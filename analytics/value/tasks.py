"""What customers are worth is worked out in the slow queue."""

from __future__ import annotations

from functools import partial

from celery import shared_task
from django.db import transaction

from analytics.value.events import ValueAsked
from analytics.value.selectors import shops_to_refresh
from analytics.value.services import ask_for_value, work_out
from config.kernel.clock import now
from config.kernel.events import subscribe


@shared_task(name="analytics.work_out_value", queue="slow", time_limit=900, soft_time_limit=840)
def work_out_value(run_pk: int) -> bool:
    return work_out(run_pk=run_pk)


@subscribe(ValueAsked)
def put_in_the_slow_queue(event: ValueAsked) -> None:
    transaction.on_commit(partial(work_out_value.delay, event.run_id))


@shared_task(name="analytics.refresh_values", time_limit=300)
def refresh_values() -> int:
    """Once a day for the whole site and every shop."""
    shops = shops_to_refresh(as_of=now())
    for shop in shops:
        ask_for_value(shop=shop)
    return len(shops)
