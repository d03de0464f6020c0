"""What follows what, and what being seen leads to: of sessions, cut where somebody pauses."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from analytics.engines.columns import MICROSECOND, Flags, Happenings, Ints, counts_of, micros, starts_of_runs
from analytics.metrics.engine import ContentLine, Move, PathTable
from analytics.metrics.specs import ContentSpec, MetricSpec, PathSpec


def begins(rows: Happenings, gap: timedelta) -> Flags:
    """The rows that begin a session."""
    flags = starts_of_runs(rows.person)
    flags[1:] |= np.diff(rows.at) > gap // MICROSECOND
    return flags


def is_cut(spec: MetricSpec, rows: Happenings, gap: timedelta, margin: timedelta) -> bool:
    """Whether a session of the range may go on beyond what was read, `margin` to both sides of the range."""
    if not len(rows.at):
        return False
    starts = np.flatnonzero(begins(rows, gap))
    ends = np.append(starts[1:], len(rows.at)) - 1
    in_range = np.add.reduceat(_in_range(spec, rows).astype(np.int64), starts) > 0
    low, high = _range(spec)
    room = (margin - gap) // MICROSECOND
    is_open = (rows.at[starts] < low - room) | (rows.at[ends] >= high + room)
    return bool((in_range & is_open).any())


def path_table(spec: PathSpec, rows: Happenings) -> PathTable:
    starts = np.flatnonzero(begins(rows, spec.gap))
    session = np.cumsum(begins(rows, spec.gap)) - 1
    counts = _in_range(spec, rows)[starts]
    position = np.arange(len(rows.at)) - starts[session]
    is_move = (session[1:] == session[:-1]) & (position[1:] < spec.depth) & counts[session[:-1]]
    source = np.flatnonzero(is_move)
    names = len(rows.names)
    moves, times = np.unique(
        ((position[source] + 1) * names + rows.name[source]) * names + rows.name[source + 1], return_counts=True
    )
    found = [
        Move(move // names**2, rows.names[move // names % names], rows.names[move % names], count)
        for move, count in zip(moves.tolist(), times.tolist(), strict=True)
    ]
    ranked = sorted(found, key=lambda move: (-move.count, move.position, move.source, move.target))
    return PathTable(int(counts.sum()), ranked[: spec.most], sum(move.count for move in ranked[spec.most :]))


def content_lines(spec: ContentSpec, rows: Happenings) -> list[ContentLine]:
    """Of all that people did, of whatever name, in whole sessions."""
    objects = len(rows.subjects)
    session = np.cumsum(begins(rows, spec.gap)) - 1
    is_impression, is_action, in_range = rows.named(spec.events), rows.named(spec.actions), _in_range(spec, rows)
    together = session * objects + rows.subject

    seen, first = np.unique(together[is_impression], return_index=True)  # first: rows are in order
    first = np.flatnonzero(is_impression)[first]
    seen, first = seen[in_range[first]], first[in_range[first]]
    has_acted = _last_at(together[is_action], rows.at[is_action], seen) >= rows.at[first]

    subject, person = rows.subject[first], np.cumsum(starts_of_runs(rows.person[first]))

    def per_object(which: Ints) -> list[int]:
        return counts_of(which, objects)

    def people(which: Flags) -> list[int]:
        return per_object(np.unique(person[which] * objects + subject[which]) % max(objects, 1))

    everything = np.ones(len(first), dtype=np.bool_)
    columns = [
        per_object(subject),
        per_object(subject[has_acted]),
        people(everything),
        people(has_acted),
        per_object(rows.subject[is_impression & in_range]),
        per_object(rows.subject[is_action & in_range]),
    ]
    lines = [ContentLine(name, *counts) for name, *counts in zip(rows.subjects, *columns, strict=True)]
    touched = [line for line in lines if line.shown or line.all_shown or line.all_acted]
    return sorted(touched, key=lambda line: line.object)


def _last_at(keys: Ints, at: Ints, wanted: Ints) -> Ints:
    """The last instant of each wanted key, of rows in order of time within a key; long ago for one that has none."""
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    place = np.searchsorted(keys, wanted, side="right") - 1
    if not len(keys):
        return np.full(len(wanted), np.iinfo(np.int64).min)
    is_there = (place >= 0) & (keys[np.maximum(place, 0)] == wanted)
    return np.where(is_there, at[order][np.maximum(place, 0)], np.iinfo(np.int64).min)


def _range(spec: MetricSpec) -> tuple[int, int]:
    calendar = spec.calendar
    return micros(calendar.begins_at(spec.start)), micros(calendar.begins_at(spec.end))


def _in_range(spec: MetricSpec, rows: Happenings) -> Flags:
    low, high = _range(spec)
    return (rows.at >= low) & (rows.at < high)
