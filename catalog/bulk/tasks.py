"""Imports in the background, in the queue of long jobs."""

from __future__ import annotations

from functools import partial

from celery import shared_task
from django.db import transaction

from catalog.bulk.events import ImportRequested
from catalog.bulk.services import run_import
from config.kernel.events import subscribe


@shared_task(name="catalog.run_import", queue="slow", time_limit=1800, soft_time_limit=1740)
def run_import_job(job_pk: int) -> None:
    run_import(job_pk=job_pk)


@subscribe(ImportRequested)
def put_in_the_slow_queue(event: ImportRequested) -> None:
    transaction.on_commit(partial(run_import_job.delay, event.job_id))
