"""`python -m config.fallback_redis SOCKET`: a Redis in pure Python for machines without any (Windows subsystems, ARM).

Slower and forgetful, but it speaks the same protocol: cache, Celery and Channels work on it unchanged.
"""

from __future__ import annotations

import signal
import socket
import sys
from itertools import count
from pathlib import Path
from typing import Any, NoReturn

from fakeredis import TcpFakeServer


class UnixFakeServer(TcpFakeServer):
    """fakeredis' server on a unix socket. It tells clients apart by their address; here all have the same: none."""

    address_family = socket.AF_UNIX
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, path: str) -> None:
        super().__init__(path)  # type: ignore[arg-type]  # a path is the address of a unix socket
        self.daemon_threads = True
        self._numbers = count(1)

    def get_request(self) -> tuple[Any, Any]:
        connection, _no_address = super().get_request()
        return connection, ("unix", next(self._numbers))


def _leave(_number: int, _frame: object) -> NoReturn:
    raise SystemExit(0)


def main(path: str) -> None:
    signal.signal(signal.SIGTERM, _leave)
    Path(path).unlink(missing_ok=True)
    UnixFakeServer(path).serve_forever(poll_interval=0.1)


if __name__ == "__main__":
    main(sys.argv[1])
