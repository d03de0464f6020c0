"""Background work of the kernel."""

from celery import shared_task
from django.core.cache import cache

from config.kernel.clock import now
from config.kernel.events import deliver_event, undelivered
from config.kernel.idempotency import forget_old_keys
from config.kernel.vitals import HEARTBEAT_KEY


@shared_task(name="kernel.deliver", time_limit=120)
def deliver(event_pk: int) -> None:
    deliver_event(event_pk)


@shared_task(name="kernel.sweep_outbox", time_limit=300)
def sweep_outbox() -> int:
    """Deliver what a crash, a lost Redis or a failing subscriber left behind."""
    waiting = undelivered()
    for event_pk in waiting:
        deliver_event(event_pk)
    return len(waiting)


@shared_task(name="kernel.heartbeat", time_limit=30)
def heartbeat() -> None:
    """Leave a sign of life for `doctor` and `/readyz`, and drop idempotency keys past their day."""
    cache.set(HEARTBEAT_KEY, now().isoformat(), 300)
    forget_old_keys()
