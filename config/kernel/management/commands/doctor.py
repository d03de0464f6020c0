"""`manage.py doctor`: is everything well? One line a part; exit code 1 when something is wrong."""

from __future__ import annotations

import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.management.base import BaseCommand

from config.kernel import vitals
from config.kernel.clock import now

LAG_LIMIT_S = 300
QUEUE_LIMIT = 10_000
DISK_LIMIT_BYTES = 500_000_000


class Command(BaseCommand):
    help = "Look at versions, connections, migrations, queues, outbox, worker and disk; exit 1 if something is wrong."
    requires_system_checks = ()

    def handle(self, **_options: Any) -> None:
        self.wrong = 0
        self._line("versions", f"Python {platform.python_version()}, Django {django.__version__}, {celery()}")
        if self._database():
            self._migrations()
            self._outbox()
        if self._redis():
            self._queues()
            self._worker()
        self._payments()
        self._disk(settings.VAR_DIR)
        if self.wrong:
            self.stdout.write(f"\n{self.wrong} of these want attention.")
            raise SystemExit(1)
        self.stdout.write("\nAll is well.")

    def _line(self, name: str, text: str, *, well: bool = True) -> None:
        self.wrong += not well
        mark = self.style.SUCCESS("ok   ") if well else self.style.ERROR("WRONG")
        self.stdout.write(f"{mark} {name:11} {text}")

    def _database(self) -> bool:
        found = vitals.database_version()
        self._line("database", f"PostgreSQL {found}" if found else "PostgreSQL does not answer", well=bool(found))
        return bool(found)

    def _migrations(self) -> None:
        waiting = vitals.pending_migrations()
        self.migrated = not waiting
        text = f"{len(waiting)} waiting ({waiting[0]} …): run manage.py migrate" if waiting else "all applied"
        self._line("migrations", text, well=not waiting)

    def _outbox(self) -> None:
        if not self.migrated:
            return
        box = vitals.outbox()
        text = f"{box.waiting} waiting, {box.failing} failing, the oldest for {box.oldest_s} s"
        self._line("outbox", text, well=box.oldest_s < LAG_LIMIT_S)

    def _redis(self) -> bool:
        found = vitals.redis_version()
        text = (
            f"Redis {found}" if found else "Redis does not answer: the shop is open, but slower and without live pages"
        )
        self._line("redis", text, well=bool(found))
        return bool(found)

    def _queues(self) -> None:
        depths = vitals.queue_depths() or {}
        text = ", ".join(f"{depth} in {queue}" for queue, depth in depths.items())
        self._line("queues", text, well=all(depth < QUEUE_LIMIT for depth in depths.values()))

    def _worker(self) -> None:
        seen = vitals.worker_seen_at()
        if seen is None:
            self._line("worker", "no sign of life in five minutes: does one run?", well=False)
        else:
            self._line("worker", f"last seen {(now() - seen).total_seconds():.0f} s ago")

    def _payments(self) -> None:
        gaps = vitals.payment_gaps()
        lacking = [f"{gateway} lacks {', '.join(names)}" for gateway, names in gaps.items() if names]
        text = "; ".join(lacking) or ", ".join(gaps) or "none: nobody can pay"
        self._line("payments", text, well=bool(gaps) and not lacking)

    def _disk(self, folder: Path) -> None:
        while not folder.exists():
            folder = folder.parent
        free = vitals.free_bytes(folder)
        self._line("disk", f"{free / 1e9:.1f} GB free in {folder}", well=free > DISK_LIMIT_BYTES)


def celery() -> str:
    return ", ".join(f"{name} {version(name)}" for name in ("celery", "uvicorn"))
