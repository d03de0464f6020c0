"""Charts that take long are worked out in the slow queue."""

from __future__ import annotations

from functools import partial

from celery import shared_task
from django.db import transaction

from analytics.dashboards.events import ChartAsked
from analytics.dashboards.services import forget_old_charts, work_out
from config.kernel.events import subscribe


@shared_task(name="analytics.work_out_chart", queue="slow", time_limit=300, soft_time_limit=280)
def work_out_chart(snapshot_id: int) -> bool:
    return work_out(snapshot_id=snapshot_id)


@subscribe(ChartAsked)
def put_chart_in_the_slow_queue(event: ChartAsked) -> None:
    transaction.on_commit(partial(work_out_chart.delay, event.snapshot_id))


@shared_task(name="analytics.forget_old_charts", time_limit=120)
def forget_charts() -> int:
    return forget_old_charts()
