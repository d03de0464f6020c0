"""The timer of the archive."""

from __future__ import annotations

from celery import shared_task

from analytics.engines.archive import Archive, has_duckdb
from config.kernel.clock import now


@shared_task(name="analytics.keep_archive", time_limit=3_600)
def keep() -> int:
    """Where days are exported at all: new closed days, and those whose events have changed. How many were written."""
    archive = Archive.of_site()
    return len(archive.export(now=now())) if archive.days and has_duckdb() else 0
