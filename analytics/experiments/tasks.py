"""Experiments end by themselves."""

from __future__ import annotations

from celery import shared_task

from analytics.experiments.services import stop_due


@shared_task(name="analytics.stop_experiments", time_limit=120)
def stop_experiments() -> int:
    """Those whose end has come; everybody saw the control from that moment on already."""
    return stop_due()
