"""Tasks of this app, for Celery to find."""

from catalog.bulk.tasks import run_import_job

__all__ = ["run_import_job"]
