"""News goes up: facts are published in the transaction that makes them true and told to subscribers after it.

    publish(OrderPaid(order_id=7))            in a service, inside its transaction
    @subscribe(OrderPaid)                     in <slice>/subscribers.py of the same or a higher app
    def open_shipment(event: OrderPaid) -> None: ...

Delivery is at least once by transport and once per subscriber by the unique Delivery row: each subscriber runs in its
own transaction together with that row. What a crash or a lost Redis leaves behind is found by `sweep_outbox`.
"""

from __future__ import annotations

import dataclasses
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, ClassVar, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Q

from config.kernel.clock import now
from config.kernel.models import Delivery, OutboxEvent

log = logging.getLogger(__name__)

MAX_BACKOFF = timedelta(hours=1)
SWEEP_BATCH = 500


@dataclass(frozen=True)
class Event:
    """A small fact in the past tense. Subclasses are frozen dataclasses of ids and plain values, with a `name`."""

    name: ClassVar[str] = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if not cls.name or _types.get(cls.name, cls).__qualname__ != cls.__qualname__:
            raise TypeError(f"{cls.__name__} needs a name of its own")
        _types[cls.name] = cls


E_co = TypeVar("E_co", bound=Event)
Subscriber = Callable[[Any], None]
_telling: ContextVar[OutboxEvent] = ContextVar("telling")
_types: dict[str, type[Event]] = {}
_subscribers: dict[str, dict[str, Subscriber]] = defaultdict(dict)


def subscribe(kind: type[E_co]) -> Callable[[Callable[[E_co], None]], Callable[[E_co], None]]:
    """Register a function that is told of each event of this kind, once."""

    def register(function: Callable[[E_co], None]) -> Callable[[E_co], None]:
        _subscribers[kind.name][f"{function.__module__}.{function.__qualname__}"] = function
        return function

    return register


def publish(event: Event) -> None:
    """Write the event to the outbox of the running transaction; it is told to its subscribers after commit."""
    publish_all([event])


def publish_all(events: Iterable[Event]) -> None:
    """The same for many facts at once, in one statement."""
    rows = OutboxEvent.objects.bulk_create(
        OutboxEvent(name=event.name, payload=dataclasses.asdict(event)) for event in events
    )
    for row in rows:
        transaction.on_commit(partial(_wake, row.pk), robust=True)


def _wake(event_pk: int) -> None:
    from config.kernel.tasks import deliver  # the task module imports this one

    try:
        deliver.delay(event_pk)
    except Exception as trouble:
        log.warning("Could not enqueue delivery of event %s: %s", event_pk, trouble)


def deliver_event(event_pk: int) -> bool:
    """Tell one event to every subscriber that has not heard it. True when all have."""
    row = OutboxEvent.objects.filter(pk=event_pk, delivered_at=None).first()
    if row is None:
        return True
    try:
        event = _types[row.name](**row.payload)
    except (KeyError, TypeError) as trouble:  # written by newer code than ours; a worker that knows it will come by
        log.warning("%s cannot be read here: %r", row, trouble)
        _postpone(row, f"unreadable: {trouble!r}")
        return False
    failures = []
    for subscriber, function in _subscribers[row.name].items():
        try:
            _tell_once(row, subscriber, function, event)
        except Exception as trouble:
            log.exception("%s failed on %s", subscriber, row)
            failures.append(f"{subscriber}: {trouble!r}")
    if failures:
        _postpone(row, "\n".join(failures))
        return False
    OutboxEvent.objects.filter(pk=row.pk).update(delivered_at=now(), last_error="")
    return True


def _tell_once(row: OutboxEvent, subscriber: str, function: Subscriber, event: Event) -> None:
    if Delivery.objects.filter(event=row, subscriber=subscriber).exists():
        return
    try:
        with transaction.atomic():
            Delivery.objects.create(event=row, subscriber=subscriber)  # first: a rival waits here, then finds it done
            told = _telling.set(row)
            try:
                function(event)
            finally:
                _telling.reset(told)
    except IntegrityError as clash:
        if "delivery_once_per_subscriber" not in str(clash):
            raise


def being_told() -> OutboxEvent:
    """For a subscriber: the row of the fact it hears, the same however often it is told."""
    return _telling.get()


def _postpone(row: OutboxEvent, trouble: str) -> None:
    wait = min(timedelta(seconds=2 ** min(row.attempts, 12)), MAX_BACKOFF)
    OutboxEvent.objects.filter(pk=row.pk).update(
        attempts=row.attempts + 1, retry_at=now() + wait, last_error=trouble[:4000]
    )


def undelivered(*, older_than: timedelta = timedelta(seconds=5)) -> list[int]:
    """Events whose delivery is due: nobody told them yet, or their retry time has come. Oldest first."""
    moment = now()
    rows = OutboxEvent.objects.filter(delivered_at=None, created_at__lte=moment - older_than)
    due = rows.filter(Q(retry_at=None) | Q(retry_at__lte=moment))
    return list(due.order_by("pk").values_list("pk", flat=True)[:SWEEP_BATCH])


def subscribers_of(kind: type[Event]) -> list[str]:
    return sorted(_subscribers[kind.name])


def event_types() -> dict[str, type[Event]]:
    return dict(_types)
