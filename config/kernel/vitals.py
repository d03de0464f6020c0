"""Signs of life: what `/readyz` and `manage.py doctor` look at. Each answers quickly, whatever is gone."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import redis
from django.conf import settings
from django.core.cache import cache as shared
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from redis.exceptions import RedisError

from config.kernel.clock import now
from config.kernel.models import OutboxEvent

HEARTBEAT_KEY = "worker-heartbeat"
QUEUES = ("default", "slow")
_complete: list[bool] = []


@dataclass(frozen=True)
class Outbox:
    waiting: int
    failing: int
    oldest_s: int


def database_version() -> str:
    """PostgreSQL's version, or nothing when it does not answer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            return str(cursor.fetchone()[0])
    except Error:
        return ""


def pending_migrations() -> list[str]:
    """Migrations of this code that the database has not seen."""
    if _complete:
        return []
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        _complete.append(True)  # need not be read again: new migrations come with a new process
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


@cache
def _client() -> Any:
    return redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=2)


def redis_version() -> str:
    """Redis' version, or nothing when it does not answer."""
    try:
        return str(_client().info("server")["redis_version"])
    except (RedisError, OSError):
        return ""


def queue_depths() -> dict[str, int] | None:
    """Tasks waiting in each queue; None when Redis does not answer."""
    prefix = settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"]
    try:
        return {queue: int(_client().llen(f"{prefix}{queue}")) for queue in QUEUES}
    except (RedisError, OSError):
        return None


def outbox() -> Outbox:
    """What has not been told to all its subscribers yet."""
    rows = OutboxEvent.objects.filter(delivered_at=None)
    oldest = rows.order_by("pk").values_list("created_at", flat=True).first()
    age = int((now() - oldest).total_seconds()) if oldest else 0
    return Outbox(waiting=rows.count(), failing=rows.filter(attempts__gt=0).count(), oldest_s=age)


def worker_seen_at() -> datetime | None:
    """When a worker last gave a sign of life (one every 30 s, remembered for five minutes)."""
    seen = shared.get(HEARTBEAT_KEY)
    return datetime.fromisoformat(seen) if seen else None


def free_bytes(folder: Path) -> int:
    return shutil.disk_usage(folder).free


def payment_gaps() -> dict[str, list[str]]:
    """The providers this site may use, each with the settings it still lacks."""
    return {
        gateway: [name for name, value in settings.PAYMENT_KEYS.get(gateway, {}).items() if not value]
        for gateway in settings.PAYMENT_GATEWAYS
    }
