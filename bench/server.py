"""The site as processes of their own: one uvicorn, one Celery worker."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.machine import cpu_seconds, family_cpu_seconds, memory_mb, parent_of
from bench.place import ROOT

START_LIMIT_S = 60


@dataclass
class Site:
    port: int
    web: subprocess.Popen[bytes]
    worker: subprocess.Popen[bytes] | None
    postmaster: int  # 0 when the database runs elsewhere

    def spent(self) -> tuple[float, float, float]:
        """CPU seconds so far: web process, database, worker."""
        worker = [self.worker.pid] if self.worker else []
        return cpu_seconds([self.web.pid]), family_cpu_seconds(self.postmaster), cpu_seconds(worker)

    def memory_mb(self) -> float:
        return memory_mb(self.web.pid)


@contextlib.contextmanager
def running_site(*, with_worker: bool) -> Iterator[Site]:
    port = _free_port()
    web = _start("uvicorn", "config.asgi:application", "--port", str(port), "--log-level", "error", "--no-access-log")
    worker = None
    if with_worker:
        options = ("--pool", "threads", "-c", "2", "--loglevel", "ERROR", "-Q", "default,slow")
        worker = _start("celery", "-A", "config", "worker", *options)
    try:
        _wait_for(port, web)
        yield Site(port, web, worker, _postmaster())
    finally:
        for process in filter(None, (web, worker)):
            process.terminate()
        for process in filter(None, (web, worker)):
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()


def _start(*module: str) -> subprocess.Popen[bytes]:
    """Its chatter goes to a file, so that the tables stay readable."""
    with (Path(os.environ["HETANG_VAR"]) / f"{module[0]}.log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", *module], cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )


def _postmaster() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return parent_of(cursor.fetchone()[0])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, web: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_LIMIT_S
    while time.monotonic() < deadline and web.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise SystemExit("the web server did not start")
