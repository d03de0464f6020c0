"""A private PostgreSQL and Redis for a machine that has none.

`ensure_servers()` fills DATABASE_URL and REDIS_URL when they are missing, so the rest of the code never knows the
difference. Each server belongs to a *keeper*: a small detached process that starts it, stays while anybody uses it, and
stops it when nobody does. Everything rests on locks the kernel drops when a process dies, however it dies:

    <server>.users    shared by everybody who uses the server; a keeper that leaves takes it for itself and keeps it to
                      the end, so a newcomer waits until the old server is gone and never joins one that is stopping
    <server>.keeper   held by the keeper: a server without its keeper is about to stop
    <server>.running  inherited by the server's own processes: a new one never starts on top of an old one's data
    <server>.start    of many that come at once, one starts the keeper

Why it is so: docs/decisions/0007-embedded-servers-with-a-keeper.md.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

from config.embedded.places import ROOT, START_LIMIT_S, Place, ServerTrouble, end_of

__all__ = ["ServerTrouble", "ensure_servers", "mend_servers", "release_servers", "servers_answer"]

VARIABLES = {"postgres": "DATABASE_URL", "redis": "REDIS_URL"}
NAMES = {"postgres": "PostgreSQL", "redis": "Redis"}

_held: dict[Place, IO[str]] = {}  # the servers this process uses, and its shared locks
_keepers: list[subprocess.Popen[bytes]] = []  # those this process started; they outlive it


def ensure_servers(var: Path | None = None, tell: Callable[[str], None] | None = None) -> None:
    """Set DATABASE_URL and REDIS_URL, starting or joining the embedded servers for those that are not set."""
    names = [name for name, variable in VARIABLES.items() if not os.environ.get(variable)]
    if not names:
        return
    var = (var or Path(os.environ.get("HETANG_VAR") or ROOT / "var")).resolve()
    _use(var, names, tell or (lambda _line: None))
    for name in names:
        os.environ[VARIABLES[name]] = Place(var, name).url()


def servers_answer() -> bool:
    """Whether every embedded server this process uses is there. False calls for `mend_servers`."""
    return all(place.is_up() for place in _held)


def mend_servers() -> None:
    """Start again what ended although we use it; the addresses stay the same."""
    for place in _held:
        _start([place])


def release_servers(*, wait_s: float = 4.0) -> bool:
    """Use them no longer, and have keepers without users leave at once. True when the servers have stopped."""
    places = list(_held)
    while _held:
        _held.popitem()[1].close()
    for place in places:
        if (pid := place.keeper_pid()) and place.is_kept():
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGUSR1)
    deadline = time.monotonic() + wait_s
    while any(place.is_kept() for place in places):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _use(var: Path, names: list[str], tell: Callable[[str], None]) -> None:
    places = [Place(var, name) for name in names]
    try:
        (var / "servers").mkdir(parents=True, exist_ok=True)
        for place in places:
            if place not in _held:
                lock = place.lock("users").open("w")
                fcntl.flock(lock, fcntl.LOCK_SH)  # waits while a keeper is leaving
                _held[place] = lock
    except PermissionError as trouble:
        raise ServerTrouble(
            f"{trouble.filename} cannot be written by this account. If the folder was made by another account "
            f"(say, with sudo), remove it or name another one with HETANG_VAR."
        ) from trouble
    missing = [place for place in places if not place.answers()]
    if missing:
        tell(f"Starting {' and '.join(NAMES[place.name] for place in missing)} …")
        _start(missing)


def _start(places: list[Place]) -> None:
    with contextlib.ExitStack() as turns:
        for place in places:
            fcntl.flock(turns.enter_context(place.lock("start").open("w")), fcntl.LOCK_EX)
        keepers = {place: _start_keeper(place) for place in places if not place.answers()}
        deadline = time.monotonic() + START_LIMIT_S
        for place, keeper in keepers.items():
            while not place.answers():
                if keeper.poll() is not None or time.monotonic() > deadline:
                    keeper.terminate()
                    raise ServerTrouble(
                        f"{NAMES[place.name]} did not start. The end of {place.log}:\n{end_of(place.log)}"
                    )
                time.sleep(0.03)


def _start_keeper(place: Place) -> subprocess.Popen[bytes]:
    place.keep_log_short()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}  # PGPORT and such
    with place.log.open("ab") as log:
        keeper = subprocess.Popen(
            [sys.executable, "-m", "config.embedded", place.name, str(place.var)],
            cwd=ROOT,
            env=environment | {"LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    _keepers.append(keeper)
    return keeper
