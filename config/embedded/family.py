"""Children that never outlive their parent, however it ends."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1


def die_with_parent(with_signal: signal.Signals, parent: int | None = None) -> None:
    """Ask the kernel to send this process a signal when its parent is gone (Linux; elsewhere nothing happens)."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, with_signal)
    if parent is not None and os.getppid() != parent:  # it died before we asked
        os.kill(os.getpid(), signal.SIGKILL)


def dying_with_us(with_signal: signal.Signals) -> Callable[[], None]:
    """A `preexec_fn` for a child of this process."""
    parent = os.getpid()
    return lambda: die_with_parent(with_signal, parent)
