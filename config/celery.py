"""The Celery application: tasks of every app, and the timetable of config/schedule.py."""

import os
import signal
from typing import Any

from celery import Celery
from celery.signals import beat_embedded_init

from config.embedded.family import die_with_parent
from config.schedule import SCHEDULE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"config.settings.{os.environ.get('DJANGO_ENV', 'dev')}")

app = Celery("hetang")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = SCHEDULE


@beat_embedded_init.connect
def end_with_the_worker(**_details: Any) -> None:
    """`worker -B` runs the timetable in a process of its own; it must not outlive a killed worker."""
    die_with_parent(signal.SIGKILL)
