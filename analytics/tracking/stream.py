"""Where behaviour waits to be written down: an entry of a Redis stream for each batch, taken by one consumer at a time.

An entry leaves the stream when its events are committed, never before. Those of a consumer that died stay
pending, and another one takes them up after half a minute.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

import redis
from django.conf import settings
from redis.exceptions import RedisError, ResponseError

from analytics.tracking.errors import StreamFull

GROUP = "writers"
STALE_MS = 30_000
FORGOTTEN_MS = 3_600_000
RATE_WINDOW_S = 60


@dataclass(frozen=True)
class Entry:
    id: str
    batch: Mapping[str, Any]


def client() -> Any:
    return _client(settings.REDIS_URL)


@cache
def _client(url: str) -> Any:
    return redis.Redis.from_url(url, socket_connect_timeout=1, socket_timeout=5, decode_responses=True)


def count_told(who: str, events: int) -> int:
    """How many events somebody has told in this minute, with these; StreamFull when no more may wait."""
    key = f"{settings.EVENT_STREAM}:rate:{who}"
    try:
        with client().pipeline(transaction=False) as pipe:
            pipe.xlen(settings.EVENT_STREAM).set(key, 0, ex=RATE_WINDOW_S, nx=True).incrby(key, events)
            waiting, _begun, told = pipe.execute()
    except (RedisError, OSError) as trouble:
        raise StreamFull from trouble
    if waiting >= settings.EVENT_STREAM_MOST:
        raise StreamFull
    return int(told)


def push(batch: Mapping[str, Any]) -> None:
    """Let a batch wait. When this returns it is kept; otherwise nothing of it is (send it again)."""
    try:
        client().xadd(settings.EVENT_STREAM, {"batch": json.dumps(batch, ensure_ascii=False, separators=(",", ":"))})
    except (RedisError, OSError) as trouble:
        raise StreamFull from trouble


def my_name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


def take(consumer: str, *, most: int) -> list[Entry]:
    """Entries nobody works on: those a dead consumer left first, then new ones. They stay pending until `done`."""
    try:
        return _take(consumer, most)
    except ResponseError as trouble:
        if "NOGROUP" not in str(trouble):
            raise
    try:
        client().xgroup_create(settings.EVENT_STREAM, GROUP, id="0", mkstream=True)
    except ResponseError as trouble:
        if "BUSYGROUP" not in str(trouble):  # another consumer was faster
            raise
    return _take(consumer, most)


def _take(consumer: str, most: int) -> list[Entry]:
    stream = settings.EVENT_STREAM
    found = client().xautoclaim(stream, GROUP, consumer, min_idle_time=STALE_MS, start_id="0-0", count=most)[1]
    if not found:
        answer = client().xreadgroup(GROUP, consumer, {stream: ">"}, count=most)
        found = answer[0][1] if answer else []
    return [Entry(entry, json.loads(fields["batch"])) for entry, fields in found if fields]


def done(entries: Sequence[Entry]) -> None:
    """They are committed: away with them. When this fails they come again, and change nothing."""
    ids = [entry.id for entry in entries]
    with client().pipeline(transaction=True) as pipe:
        pipe.xack(settings.EVENT_STREAM, GROUP, *ids).xdel(settings.EVENT_STREAM, *ids)
        pipe.execute()


def forget_dead_consumers() -> int:
    """Names of consumers that are gone and left nothing."""
    try:
        consumers = client().xinfo_consumers(settings.EVENT_STREAM, GROUP)
    except ResponseError:
        return 0
    dead = [one["name"] for one in consumers if one["pending"] == 0 and one["idle"] > FORGOTTEN_MS]
    for name in dead:
        client().xgroup_delconsumer(settings.EVENT_STREAM, GROUP, name)
    return len(dead)


def oldest_waiting() -> datetime | None:
    """When the oldest batch that is not written down yet arrived; None when none waits, or Redis doesn't answer."""
    try:
        first = client().xrange(settings.EVENT_STREAM, count=1)
    except (RedisError, OSError):
        return None
    return datetime.fromtimestamp(int(first[0][0].split("-")[0]) / 1000, UTC) if first else None
