"""`kill -9` of the consumer and of Redis in the middle: what was acknowledged is written, and once.

A real Redis of its own, started by the embedded servers' tools as `make run` starts it; real processes, really killed.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from analytics.tracking import stream, writing
from analytics.tracking.errors import StreamFull
from analytics.tracking.models import Actor, DirtyDay, Event
from analytics.tracking.services import take_batch
from config.embedded import redis as embedded
from config.embedded.places import Place
from tests.analytics.tracking.beacon import batch, event

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
_inherited: list[Any] = []


class Redis:
    """One that can be killed and comes back with what it had written to its file."""

    def __init__(self, var: Path) -> None:
        self.place, self.run = Place(var, "redis"), var
        self.running = os.open(os.devnull, os.O_RDONLY)
        self.child = embedded.start(self.place, self.run, self.running)

    @property
    def url(self) -> str:
        return f"unix://{self.run / 'redis.sock'}"

    def kill(self) -> None:
        self.child.kill()
        self.child.wait()

    def come_back(self) -> None:
        self.child = embedded.start(self.place, self.run, self.running)


@pytest.fixture
def redis(settings, monkeypatch, tmp_path_factory) -> Iterator[Redis]:
    monkeypatch.setenv("HETANG_DURABLE", "1")
    server = Redis(tmp_path_factory.mktemp("r"))
    if "fallback_redis" in " ".join(map(str, server.child.args)):
        server.kill()
        pytest.skip("no real Redis here")
    settings.REDIS_URL = server.url
    yield server
    server.kill()


def waits_for(what: Any, seconds: float = 10) -> bool:
    ends = time.monotonic() + seconds
    while not what() and time.monotonic() < ends:
        time.sleep(0.02)
    return bool(what())


@pytest.fixture(autouse=True)
def in_a_hurry(monkeypatch):
    """Small transactions, so that much can happen between two; the dead's entries are taken up at once."""
    monkeypatch.setattr(writing, "BATCHES_AT_ONCE", 4)
    monkeypatch.setattr(stream, "STALE_MS", 200)


def consumer(name: str) -> int:
    """A process that writes down what waits until it is killed; its id."""
    child = os.fork()
    if child:
        return child
    _inherited.append(connection.connection)  # the parent's: kept, never closed by us
    connection.connection = None
    stream._client.cache_clear()
    while True:
        with contextlib.suppress(Exception):  # Redis is away for a moment
            writing.consume(name)
        time.sleep(0.01)


def kill(child: int) -> None:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def tell_until_kept(sent: bytes, visitor: str) -> None:
    """As a page does: the same events again until somebody says that they are kept."""
    ends = time.monotonic() + 20
    while True:
        try:
            take_batch(body=sent, user=0, visitor=visitor, is_program=False)
        except StreamFull:
            assert time.monotonic() < ends
            time.sleep(0.05)
        else:
            return


def make_batches(count: int, size: int = 20) -> tuple[list[bytes], set[uuid.UUID]]:
    told = [[event() for _ in range(size)] for _ in range(count)]
    return [json.dumps(batch(*events)).encode() for events in told], {
        uuid.UUID(one["id"]) for part in told for one in part
    }


def test_killing_consumers_and_redis_loses_nothing_and_doubles_nothing(redis):
    dice = random.Random(3)
    batches, ids = make_batches(160)
    visitors = [str(uuid.uuid4()) for _ in range(20)]
    children = [consumer(f"first-{turn}") for turn in range(2)]
    try:
        for turn, sent in enumerate(batches):
            tell_until_kept(sent, dice.choice(visitors))
            if turn % 20 == 10:  # one after the other dies over whatever it holds, and is followed by a new one
                kill(children.pop(0))
                children.append(consumer(f"next-{turn}"))
            if turn in {50, 110}:
                redis.kill()
                redis.come_back()
            if dice.random() < 0.2:
                tell_until_kept(sent, dice.choice(visitors))  # the answer got lost, so it is sent again
        assert waits_for(lambda: stream.client().xlen(settings.EVENT_STREAM) == 0, seconds=30)
    finally:
        for child in children:
            kill(child)
    written = list(Event.objects.values_list("id", flat=True))
    assert len(written) == len(set(written))
    assert set(written) == ids
    assert Actor.objects.count() <= len(visitors)
    assert DirtyDay.objects.exists()


@pytest.mark.parametrize("place", ["write", "done"])
def test_a_consumer_dies_before_or_after_its_commit(redis, monkeypatch, place):
    batches, ids = make_batches(6)
    for sent in batches:
        take_batch(body=sent, user=0, visitor=str(uuid.uuid4()), is_program=False)

    def die(*_args: Any) -> None:
        os._exit(137)

    with monkeypatch.context() as deadly:
        deadly.setattr(writing, place, die)
        child = consumer("doomed")
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 137
    monkeypatch.setattr(stream, "STALE_MS", 0)
    committed = Event.objects.count()
    assert committed == (0 if place == "write" else 80)
    redis.kill()
    redis.come_back()
    writing.consume("heir")
    assert set(Event.objects.values_list("id", flat=True)) == ids
    assert Event.objects.count() == len(ids)
    assert stream.client().xlen(settings.EVENT_STREAM) == 0


def test_two_consumers_share_the_work_and_write_nothing_twice(redis, race):
    batches, ids = make_batches(40)
    for sent in [*batches, *reversed(batches)]:
        take_batch(body=sent, user=0, visitor=str(uuid.uuid4()), is_program=False)
    shares = race(writing.consume, ["a", "b", "c"])
    assert sum(shares) >= 80, shares  # in this hurry one may take over what another is still at
    assert set(Event.objects.values_list("id", flat=True)) == ids
    assert Event.objects.count() == len(ids)
