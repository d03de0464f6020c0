"""What processes cost, read from /proc: CPU seconds and proportional memory. Linux only; elsewhere zeros."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pids: Iterable[int]) -> float:
    return sum(_ticks(pid) for pid in pids) / TICKS


def memory_mb(pid: int) -> float:
    """Its share of the memory: what is shared is counted in parts (PSS)."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0


def parent_of(pid: int) -> int:
    """0 when there is no such process on this machine: a database elsewhere."""
    return int((_stat(pid) or ["", "0"])[1])


def family_cpu_seconds(pid: int) -> float:
    """A process, its children, and those it has already buried."""
    if not pid:
        return 0.0
    own = _stat(pid)
    buried = int(own[13]) + int(own[14]) if own else 0
    return (_ticks(pid) + buried + sum(_ticks(child) for child in _children(pid))) / TICKS


def _children(pid: int) -> list[int]:
    everybody = (int(folder.name) for folder in Path("/proc").glob("[0-9]*"))
    return [one for one in everybody if parent_of(one) == pid]


def _ticks(pid: int) -> int:
    fields = _stat(pid)
    return int(fields[11]) + int(fields[12]) if fields else 0


def _stat(pid: int) -> list[str]:
    """The fields after the name: state, parent …; its own times at 11 and 12, its buried children's at 13 and 14."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
