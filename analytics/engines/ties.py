"""Funnels where equal instants may stand in either order: instant by instant, for the few people who have a choice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from analytics.engines.columns import Flags, Ints, starts_of_runs

if TYPE_CHECKING:
    from analytics.engines.funnels import Walk

NOT_YET = -(10**18)
Steps = frozenset[int]


def groups_with_a_choice(group: Ints, at: Ints, does: Sequence[Flags]) -> Ints:
    """Where equal instants have different steps, their order matters."""
    differs = np.zeros(len(at), dtype=np.bool_)
    for step in does:
        differs[1:] |= step[1:] != step[:-1]
    return np.unique(group[differs & ~starts_of_runs(group, at)])


def walk_by_instants(walk: Walk, groups: Ints) -> None:
    """Walk through these groups, and write down how far each came."""
    firsts = np.searchsorted(walk.group, groups).tolist()
    ends = np.searchsorted(walk.group, groups, side="right").tolist()
    for first, end in zip(firsts, ends, strict=True):
        person = int(walk.person[first])
        for depth, time in _came(walk, first, end):
            walk.depth[person] = max(walk.depth[person], depth)
            if depth == len(walk.does):
                walk.time[person] = min(walk.time[person], time)


def _came(walk: Walk, first: int, end: int) -> Iterator[tuple[int, int]]:
    """Each number of steps that is reached, and the time since the latest entry that reaches it."""
    since = [NOT_YET] * (len(walk.does) + 1)
    for at, together in groupby(range(first, end), key=lambda row: int(walk.at[row])):
        can = Counter(_steps_of(walk, row) for row in together)
        now = list(since)
        for done, upto in _ways(since, at, can, walk):
            start = at if done == 0 else since[done]
            now[upto] = max(now[upto], start)
            yield upto, at - start
        since = now


def _ways(since: Sequence[int], at: int, can: Counter[Steps], walk: Walk) -> Iterator[tuple[int, int]]:
    """From how many steps to how many one comes by what happened at this instant."""
    for done in range(len(walk.does)):
        is_open = done == 0 or (since[done] != NOT_YET and at - since[done] <= walk.window)
        upto = done + 1
        while is_open and upto <= len(walk.does) and _serve(can, range(done, upto)):
            yield done, upto
            upto += 1


def _steps_of(walk: Walk, row: int) -> Steps:
    later = (step for step, does in enumerate(walk.does) if step and does[row])
    return frozenset([0, *later] if walk.enters[row] else later)


def _serve(can: Counter[Steps], steps: range) -> bool:
    """Whether each of these steps can have an event of its own."""
    if not steps:
        return True
    for one in [one for one, count in can.items() if count and steps[0] in one]:
        can[one] -= 1
        served = _serve(can, steps[1:])
        can[one] += 1
        if served:
            return True
    return False
