"""Working out the figures of groups, and how each stands among all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from statistics import fmean, pstdev
from typing import Any

from django.db import transaction

from community.effect.counting import Bought, Done, attendance_in, bought_in, done_in, kept_in, members_at
from community.effect.models import FOUR_WEEKS, WEEK, GroupFigures
from community.effect.selectors import parts_of
from community.effect.sources import Replies, Reports, Window, replies_in, reports_in, write_down_likes
from community.groups.models import Group, TraceKind
from config.kernel.clock import now

SPANS = (WEEK, FOUR_WEEKS)
FEWEST_GROUPS = 5  # below, an average of all groups says nothing
NOBODY = (0, 0)


@transaction.atomic
def measure(*, day: date, zone: str, groups: Iterable[Group]) -> int:
    """Write the figures of the week and the four weeks that end on a day. Doing it again changes nothing but news."""
    pks = sorted(one.pk for one in groups)
    if not pks:
        return 0
    write_down_likes(Window(day, FOUR_WEEKS, zone, pks))
    rows = [row for span in SPANS for row in _counted(Window(day, span, zone, pks))]
    fields = [one.name for one in GroupFigures._meta.fields if one.name not in {"id", "group", "day", "span"}]
    GroupFigures.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["group", "span", "day"], update_fields=fields, batch_size=500
    )
    return len(rows)


def _counted(window: Window) -> list[GroupFigures]:
    done, members, replies = done_in(window), members_at(window), replies_in(window)
    posted = kept_in(window, after=0, to=6, acts=[TraceKind.NOTE.value])
    week1, week4 = kept_in(window, after=7, to=13), kept_in(window, after=28, to=34)
    came, bought, reported = attendance_in(window), bought_in(window), reports_in(window)
    return [
        GroupFigures(
            group_id=pk,
            day=window.day,
            span=window.span,
            members=members.get(pk, 0),
            **_did(done.get(pk, Done())),
            **_two("newcomers", "newcomers_posted", posted.get(pk, NOBODY)),
            **_two("week1_base", "week1_kept", week1.get(pk, NOBODY)),
            **_two("week4_base", "week4_kept", week4.get(pk, NOBODY)),
            **_two("expected", "attended", came.get(pk, NOBODY)),
            **_did(replies.get(pk, Replies())),
            **_did(reported.get(pk, Reports())),
            **_did(bought.get(pk, Bought())),
            at=now(),
        )
        for pk in window.groups
    ]


def _did(counts: Any) -> dict[str, Any]:
    return dict(vars(counts))


def _two(whole: str, part: str, counts: tuple[int, int]) -> dict[str, int]:
    return {whole: counts[0], part: counts[1]}


@transaction.atomic
def compare(*, day: date) -> int:
    """How far each group is from the average of all, part by part: the mean of it is its health."""
    changed = []
    for span in SPANS:
        rows = list(GroupFigures.objects.filter(day=day, span=span, group__closed_at=None).order_by("pk"))
        values: dict[str, list[float]] = defaultdict(list)
        for row in rows:
            for name, value in parts_of(row).items():
                values[name].append(value)
        for row in rows:
            row.parts = {
                name: round(_z(value, values[name]), 3)
                for name, value in parts_of(row).items()
                if len(values[name]) >= FEWEST_GROUPS
            }
            row.health = round(fmean(row.parts.values()), 3) if row.parts else None
        changed += rows
    GroupFigures.objects.bulk_update(changed, ["parts", "health"], batch_size=500)
    return len(changed)


def _z(value: float, values: list[float]) -> float:
    spread = pstdev(values)
    return (value - fmean(values)) / spread if spread else 0.0
