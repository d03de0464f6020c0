"""Copies are written, and time does the rest."""

from __future__ import annotations

from functools import partial

from celery import shared_task
from django.db import transaction

from accounts.privacy import closing, exporting
from accounts.privacy.events import ExportAsked
from config.kernel.events import subscribe


@shared_task(name="accounts.collect_export", queue="slow", time_limit=900, soft_time_limit=840)
def collect_export(export_pk: int) -> None:
    exporting.collect(export_pk=export_pk)


@subscribe(ExportAsked)
def put_in_the_slow_queue(event: ExportAsked) -> None:
    transaction.on_commit(partial(collect_export.delay, event.export_id))


@shared_task(name="accounts.expire_exports", time_limit=120)
def expire_exports() -> int:
    return exporting.expire_exports()


@shared_task(name="accounts.erase_due", queue="slow", time_limit=900, soft_time_limit=840)
def erase_due() -> int:
    return closing.erase_due() + closing.forget_kept()
