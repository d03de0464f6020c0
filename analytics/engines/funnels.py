"""How far people get, of what they did. One pass a step over all people at once.

In order, it is enough to keep, for each time a step is done, the latest entry it can be reached from: the latest leaves
most of the window and makes the shortest time.
"""

from __future__ import annotations

import numpy as np

from analytics.engines import ties
from analytics.engines.columns import Flags, Happenings, Ints, micros, starts_of_runs
from analytics.metrics.engine import FunnelTable
from analytics.metrics.specs import FunnelSpec, Order

NEVER = np.iinfo(np.int64).max


class Walk:
    """The rows to walk through, and how far everybody has come. A group is a person, or a person and an object."""

    def __init__(self, spec: FunnelSpec, rows: Happenings) -> None:
        if spec.same_object:
            rows = rows.only(np.lexsort((rows.subject, rows.person)))  # keeps the order within person and object
            self.group = _numbered(rows.person, rows.subject)
        else:
            self.group = _numbered(rows.person)
        self.spec = spec
        self.at = rows.at
        self.window = spec.window // spec.window.resolution
        self.person = _numbered(rows.person)
        self.does = [rows.named(step) for step in spec.steps]
        last = micros(spec.calendar.begins_at(spec.end))
        any_step = rows.named(spec.names)
        self.enters = (any_step if spec.order is Order.ANY_ORDER else self.does[0]) & (rows.at < last)
        people = int(self.person.max()) + 1 if len(self.person) else 0
        self.depth = np.zeros(people, dtype=np.int64)
        self.time = np.full(people, NEVER, dtype=np.int64)

    def came(self, rows: Ints, depth: Ints | int) -> None:
        np.maximum.at(self.depth, self.person[rows], depth)

    def came_through(self, rows: Ints, times: Ints) -> None:
        np.minimum.at(self.time, self.person[rows], times)

    def holds(self, earlier: Ints, later: Ints, since: Ints) -> Flags:
        """Whether both rows are of one group, and the later within the window."""
        same, soon = self.group[earlier] == self.group[later], self.at[later] - since <= self.window
        return np.asarray(same & soon, dtype=np.bool_)


def funnel_table(spec: FunnelSpec, rows: Happenings) -> FunnelTable:
    """Of what happened from the range's start until a window after its end."""
    walk = Walk(spec, rows)
    {Order.IN_ORDER: _in_order, Order.CONSECUTIVE: _consecutive, Order.ANY_ORDER: _any_order}[spec.order](walk)
    steps = len(spec.steps)
    open_until = np.zeros(len(walk.depth), dtype=np.int64)
    entries = np.flatnonzero(walk.enters)
    np.maximum.at(open_until, walk.person[entries], walk.at[entries] + walk.window)
    under_way = walk.depth[(open_until > micros(spec.as_of)) & (walk.depth < steps)]
    by_depth = np.bincount(walk.depth, minlength=steps + 1)
    reached = by_depth[::-1].cumsum()[::-1][1:]
    times = np.sort(walk.time[walk.depth == steps])
    return FunnelTable(reached.tolist(), np.bincount(under_way, minlength=steps + 1)[1:].tolist(), times.tolist())


def _in_order(walk: Walk) -> None:
    if walk.spec.any_tie:
        tied = ties.groups_with_a_choice(walk.group, walk.at, walk.does)
        ties.walk_by_instants(walk, tied)
        free = ~np.isin(walk.group, tied)
    else:
        free = np.ones(len(walk.at), dtype=np.bool_)
    here = np.flatnonzero(walk.enters & free)
    since = walk.at[here]
    walk.came(here, 1)
    for step, does in enumerate(walk.does[1:], 2):
        rows = np.flatnonzero(does & free)
        before = np.searchsorted(here, rows) - 1
        rows, before = rows[before >= 0], before[before >= 0]
        is_reached = walk.holds(here[before], rows, since[before])
        here, since = rows[is_reached], since[before[is_reached]]
        walk.came(here, step)
    walk.came_through(here, walk.at[here] - since)


def _consecutive(walk: Walk) -> None:
    entries = np.flatnonzero(walk.enters)
    here = entries
    for step, does in enumerate(walk.does, 1):
        here = entries + step - 1
        entries, here = entries[here < len(walk.at)], here[here < len(walk.at)]
        is_reached = does[here] & walk.holds(entries, here, walk.at[entries])
        entries, here = entries[is_reached], here[is_reached]
        walk.came(entries, step)
    walk.came_through(entries, walk.at[here] - walk.at[entries])


def _any_order(walk: Walk) -> None:
    entries = np.flatnonzero(walk.enters)
    depth = np.zeros(len(entries), dtype=np.int64)
    end = walk.at[entries].copy()
    for does in walk.does:
        rows = np.flatnonzero(does)
        if not len(rows):
            continue
        place = np.searchsorted(rows, entries)
        following = rows[np.minimum(place, len(rows) - 1)]
        is_reached = (place < len(rows)) & walk.holds(entries, following, walk.at[entries])
        depth += is_reached
        end = np.where(is_reached, np.maximum(end, walk.at[following]), end)
    walk.came(entries, depth)
    through = depth == len(walk.does)
    walk.came_through(entries[through], (end - walk.at[entries])[through])


def _numbered(*columns: Ints) -> Ints:
    """People, or people and objects, numbered in a row; the rows of each lie together."""
    return np.cumsum(starts_of_runs(*columns)).astype(np.int64, copy=False) - 1
