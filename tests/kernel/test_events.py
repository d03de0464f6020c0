"""The outbox: what is published is told once to each subscriber, whatever breaks in between."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import connection, transaction
from kombu import Connection, pools

from config.celery import app
from config.kernel import events
from config.kernel.clock import now
from config.kernel.events import deliver_event, publish, undelivered
from config.kernel.models import Delivery, OutboxEvent
from config.kernel.tasks import sweep_outbox
from tests.kernel import bell
from tests.kernel.bell import BellRang, heard

ROOT = Path(__file__).resolve().parents[2]
NOWHERE = "redis+socket:///tmp/hetang-no-such-redis.sock"


@pytest.fixture(autouse=True)
def _mended_bell() -> Iterator[None]:
    yield
    bell.broken.clear()


@pytest.fixture
def lost_wake_ups(monkeypatch) -> None:
    """A process that dies between commit and enqueue."""
    monkeypatch.setattr(events, "_wake", lambda _pk: None)


@pytest.fixture
def real_queue() -> Iterator[None]:
    """Tasks go to the broker instead of running at once."""
    before = app.conf.task_always_eager
    app.conf.task_always_eager = False
    yield
    app.conf.task_always_eager = before


def later(**by: float) -> time_machine.travel:
    return time_machine.travel(now() + timedelta(**by), tick=True)


@pytest.mark.django_db(transaction=True)
def test_told_once_to_each_subscriber_after_commit():
    with transaction.atomic():
        publish(BellRang(times=1))
        assert heard("first") == 0
    assert (heard("first"), heard("second")) == (1, 1)
    row = OutboxEvent.objects.get()
    assert row.delivered_at is not None
    assert deliver_event(row.pk)
    OutboxEvent.objects.update(delivered_at=None)
    assert deliver_event(row.pk)
    assert (heard("first"), heard("second")) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_was_never_said():
    with transaction.atomic():
        publish(BellRang(times=1))
        transaction.set_rollback(True)
    assert not OutboxEvent.objects.exists()
    assert heard("first") == 0


@pytest.mark.django_db(transaction=True)
def test_a_failing_subscriber_is_retried_later_and_later_while_others_are_done():
    bell.broken.append(True)
    with transaction.atomic():
        publish(BellRang(times=1))
    row = OutboxEvent.objects.get()
    assert (heard("first"), heard("second")) == (1, 0)  # the second one's own writes are gone too
    assert (row.attempts, row.delivered_at) == (1, None)
    assert "OutOfOrder" in row.last_error

    waits = []
    for _attempt in range(4):
        assert undelivered(older_than=timedelta()) == []
        with time_machine.travel(row.retry_at + timedelta(seconds=0.1), tick=False):
            assert undelivered(older_than=timedelta()) == [row.pk]
            deliver_event(row.pk)
            row.refresh_from_db()
            waits.append(round((row.retry_at - now()).total_seconds()))
    assert waits == [2, 4, 8, 16]

    bell.broken.clear()
    with later(hours=2):
        assert sweep_outbox() == 1
    assert (heard("first"), heard("second")) == (1, 1)
    row.refresh_from_db()
    assert (row.delivered_at is not None, row.last_error) == (True, "")


@pytest.mark.django_db(transaction=True)
def test_a_crash_between_commit_and_enqueue_is_swept(lost_wake_ups):
    with transaction.atomic():
        publish(BellRang(times=1))
    assert heard("first") == 0
    assert sweep_outbox() == 0  # too young: its own task may be on the way
    with later(seconds=6):
        assert sweep_outbox() == 1
    assert (heard("first"), heard("second")) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_tell_once(lost_wake_ups, race):
    with transaction.atomic():
        publish(BellRang(times=1))
    row = OutboxEvent.objects.get()
    assert race(lambda _one: deliver_event(row.pk), range(6)) == [True] * 6
    assert (heard("first"), heard("second")) == (1, 1)
    assert Delivery.objects.count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("spoilt", [{"name": "tests.not_known_here"}, {"payload": {"other": 1}}])
def test_an_event_of_newer_code_waits_and_holds_nobody_up(lost_wake_ups, spoilt):
    with transaction.atomic():
        publish(BellRang(times=1))
        publish(BellRang(times=2))
    first = OutboxEvent.objects.order_by("pk")[0]
    OutboxEvent.objects.filter(pk=first.pk).update(**spoilt)
    with later(seconds=6):
        assert sweep_outbox() == 2
    assert heard("first") == 1
    first.refresh_from_db()
    assert (first.delivered_at, first.attempts) == (None, 1)


@pytest.mark.django_db(transaction=True)
def test_many_that_wait_do_not_hide_what_is_due(monkeypatch, lost_wake_ups):
    monkeypatch.setattr(events, "SWEEP_BATCH", 2)
    with transaction.atomic():
        for times in range(3):
            publish(BellRang(times=times))
    waiting = OutboxEvent.objects.order_by("pk")[:2].values_list("pk", flat=True)
    OutboxEvent.objects.filter(pk__in=list(waiting)).update(retry_at=now() + timedelta(hours=1))
    with later(seconds=6):
        assert sweep_outbox() == 1


def forget_connections() -> None:
    pools.reset()
    app.amqp._producer_pool = None


@pytest.fixture
def no_broker(real_queue, monkeypatch) -> Iterator[None]:
    """The queue's Redis is gone."""
    monkeypatch.setattr(type(app), "connection_for_write", lambda _app, *_args, **_more: Connection(NOWHERE))
    forget_connections()
    yield
    forget_connections()


@pytest.mark.django_db(transaction=True)
def test_without_redis_a_request_still_works_and_the_sweeper_delivers(no_broker, caplog):
    before = time.monotonic()
    with transaction.atomic():
        publish(BellRang(times=1))
    assert time.monotonic() - before < 2
    assert "Could not enqueue" in caplog.text
    assert heard("first") == 0
    with later(seconds=6):
        sweep_outbox()
    assert (heard("first"), heard("second")) == (1, 1)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_real_worker_delivers(real_queue):
    """A Celery process of its own, on the real broker, tells the subscribers what this process published."""
    parts = connection.settings_dict
    url = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{parts['NAME']}"
    worker = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "config", "worker", "--pool", "solo", "-I", "tests.kernel.bell"],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": url},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        with transaction.atomic():
            publish(BellRang(times=1))
        deadline = time.monotonic() + 60
        while not OutboxEvent.objects.exclude(delivered_at=None).exists() and time.monotonic() < deadline:
            time.sleep(0.2)
        assert (heard("first"), heard("second")) == (1, 1)
    finally:
        worker.terminate()
        worker.wait(30)
