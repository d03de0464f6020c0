"""The keeper: starts one server, stays while anybody uses it, stops it when nobody has for two seconds."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, NoReturn, Protocol

from config.embedded import postgres, redis
from config.embedded.places import START_LIMIT_S, Place, ServerTrouble

GRACE_S = 2.0
STOP_LIMIT_S = 20
POLL_S = 0.2


class Server(Protocol):
    """What a keeper needs to know of a server: the modules `postgres` and `redis`."""

    STOP: signal.Signals

    def data_is_there(self, place: Place) -> bool: ...
    def owner(self) -> tuple[int, int]: ...
    def start(self, place: Place, run: Path, running: int) -> subprocess.Popen[bytes]: ...


SERVERS: dict[str, Server] = {"postgres": postgres, "redis": redis}


def keep(place: Place) -> int:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, _leave)
    server, run = SERVERS[place.name], place.run_dir()
    hurry = _Hurry()
    with contextlib.ExitStack() as locks:
        locks.enter_context(_locked(place.lock("keeper")))
        running = locks.enter_context(_locked(place.lock("running")))
        users = locks.enter_context(place.lock("users").open("w"))
        place.ready.unlink(missing_ok=True)
        make_private(run, *server.owner())
        mine = [_identity(path) for path in (run, place.lock("keeper"))]

        def intact() -> bool:
            """Whether the folders are those we started in: somebody may have removed var/, and even made a new one."""
            same = [_identity(path) for path in (run, place.lock("keeper"))] == mine
            return same and place.socket().exists() and server.data_is_there(place)

        child: subprocess.Popen[bytes] | None = None
        try:
            child = server.start(place, run, running.fileno())
            place.write_ready(run)
            _stay(users, child, intact, hurry)
        finally:
            if _identity(place.lock("keeper")) == mine[1]:
                place.ready.unlink(missing_ok=True)
            if child is not None:
                _stop(child, server.STOP)
            if _identity(run) == mine[0]:
                shutil.rmtree(run, ignore_errors=True)
    return 0


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.lstat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


class _Hurry:
    """SIGUSR1: the last user has left and wants no grace."""

    def __init__(self) -> None:
        self.asked = False
        signal.signal(signal.SIGUSR1, self._ask)

    def _ask(self, _number: int, _frame: object) -> None:
        self.asked = True


def _leave(_number: int, _frame: object) -> NoReturn:
    raise SystemExit(0)


def _locked(path: Path) -> IO[str]:
    """The lock, for us alone; an old keeper or its dying server gives it back within moments."""
    lock = path.open("w")
    deadline = time.monotonic() + START_LIMIT_S / 2
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise ServerTrouble(f"An old server still runs and does not stop (it holds {path})") from None
            time.sleep(0.05)
        else:
            return lock


def _stay(users: IO[str], child: subprocess.Popen[bytes], intact: Callable[[], bool], hurry: _Hurry) -> None:
    """Return when the server is to stop: nobody uses it (then nobody can join any more), or it is gone."""
    unused_since: float | None = None
    while child.poll() is None and intact():
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            unused_since, hurry.asked = None, False
        else:
            unused_since = unused_since or time.monotonic()
            if hurry.asked or time.monotonic() - unused_since > GRACE_S:
                return  # with the lock held
            fcntl.flock(users, fcntl.LOCK_UN)
        time.sleep(POLL_S)


def _stop(child: subprocess.Popen[bytes], how: signal.Signals) -> None:
    child.send_signal(how)
    try:
        child.wait(STOP_LIMIT_S)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def make_private(folder: Path, user: int, group: int) -> None:
    """An empty folder only its owner may enter; never one that somebody else has laid there."""
    if folder.is_symlink() or (folder.exists() and folder.lstat().st_uid not in {os.getuid(), user}):
        raise ServerTrouble(f"{folder} belongs to somebody else")
    shutil.rmtree(folder, ignore_errors=True)  # sockets of a server that was killed
    folder.mkdir(mode=0o700)
    if user != os.getuid():
        os.chown(folder, user, group)
