"""Where an embedded server lives: its data, log, sockets and locks."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import socket
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[2]
START_LIMIT_S = 60
LONGEST_TEMPORARY = 60  # a socket's path is limited to 107 bytes, 103 on macOS
LOG_LIMIT_BYTES = 5_000_000
SOCKETS = {"postgres": ".s.PGSQL.5432", "redis": "redis.sock"}


class ServerTrouble(RuntimeError):
    """An embedded server could not be started or used; the message says which, and why."""


@dataclass(frozen=True)
class Place:
    """One server of one data folder."""

    var: Path
    name: str

    @property
    def log(self) -> Path:
        return self.var / f"{self.name}.log"

    @property
    def ready(self) -> Path:
        """Says that the server is up: the folder of its socket and its keeper's process id."""
        return self.var / "servers" / f"{self.name}.ready"

    def lock(self, kind: str) -> Path:
        return self.var / "servers" / f"{self.name}.{kind}"

    def run_dir(self) -> Path:
        """A short private folder for the socket, one for each data folder and account."""
        mark = hashlib.sha256(f"{os.getuid()}:{self.var.resolve()}".encode()).hexdigest()[:12]
        base = tempfile.gettempdir()
        short = base if len(base) < LONGEST_TEMPORARY else "/tmp"  # noqa: S108 - the folder itself is private (0700)
        return Path(short) / f"hetang-{mark}-{self.name}"

    def socket(self) -> Path:
        return self._ready_lines()[0] / SOCKETS[self.name]

    def url(self) -> str:
        if self.name == "redis":
            return f"unix://{self.socket()}"
        return f"postgres://postgres@{quote(str(self.socket().parent), safe='')}:5432/hetang"

    def keeper_pid(self) -> int:
        return self._ready_lines()[1]

    def _ready_lines(self) -> tuple[Path, int]:
        try:
            folder, pid = self.ready.read_text().splitlines()
        except (OSError, ValueError):
            return self.run_dir(), 0
        return Path(folder), int(pid)

    def write_ready(self, folder: Path) -> None:
        half = self.ready.with_suffix(".half")
        half.write_text(f"{folder}\n{os.getpid()}\n")
        half.replace(self.ready)

    def is_kept(self) -> bool:
        """Whether a keeper lives."""
        try:
            with self.lock("keeper").open() as lock:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    def is_up(self) -> bool:
        """Whether the server's keeper says so; a keeper ends with its server."""
        return self.ready.exists() and self.is_kept()

    def answers(self) -> bool:
        """Whether the server takes connections."""
        if not self.is_up():
            return False
        path = self.socket()
        with contextlib.closing(socket.socket(socket.AF_UNIX)) as probe:
            try:
                probe.connect(str(path))
            except OSError:
                return False
        return True

    def keep_log_short(self) -> None:
        with contextlib.suppress(OSError):
            if self.log.stat().st_size > LOG_LIMIT_BYTES:
                self.log.replace(self.log.with_suffix(".log.1"))


def end_of(log: Path, lines: int = 12) -> str:
    """The last lines of a log, indented, for an error message."""
    try:
        text = log.read_text(errors="replace")[-8000:]
    except OSError:
        return "  (no log)"
    return "\n".join(f"  {line}" for line in text.splitlines()[-lines:])
