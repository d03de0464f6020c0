"""A segment as a file in which nobody can be recognised: counts by group, level and province, each of at least five.

Combinations of fewer are added up under "others"; when others themselves are too few, the smallest shown row joins
them, so that no number in the file, and no difference of two, is about fewer than five people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.addresses.models import Address
from accounts.addresses.regions import label
from accounts.loyalty.levels import YEAR, level_at
from accounts.loyalty.models import EARNING, PointsEntry
from analytics.segments.errors import TooFewToExport
from analytics.segments.models import Segment
from analytics.segments.selectors import people_of
from analytics.value.rfm import Group
from analytics.value.selectors import newest_run
from config.kernel.clock import now

LEAST = 5
Row = tuple[str, str, str]
OTHERS: Row = ("*", "*", "*")


def suppressed(rows: Iterable[Row], *, least: int = LEAST) -> dict[Row, int]:
    """Counts of at least so many, most first; TooFewToExport when there are fewer people altogether."""
    counts = Counter(rows)
    if sum(counts.values()) < least:
        raise TooFewToExport(least=least)
    shown = {row: count for row, count in counts.items() if count >= least}
    others = sum(count for count in counts.values() if count < least)
    ranked = sorted(shown.items(), key=lambda one: (-one[1], one[0]))
    while 0 < others < least:
        others += ranked.pop()[1]
    return dict(ranked) | ({OTHERS: others} if others else {})


def table_of(segment: Segment) -> list[list[str]]:
    """The rows of the file, with their heading, in words."""
    head = [_("Group of customers"), _("Level"), _("Province"), pgettext("count", "People")]
    return [head, *([*_said(row), str(count)] for row, count in suppressed(_rows(segment)).items())]


def _said(row: Row) -> list[str]:
    if row == OTHERS:
        return [_("others"), _("others"), _("others")]
    group, level, province = row
    return [str(Group(group).label) if group else _("none"), level, province or _("unknown")]


def _rows(segment: Segment) -> list[Row]:
    """What is counted of each person: four statements for the whole audience."""
    people = people_of(segment)
    run = newest_run(segment.shop)
    groups = dict(run.values.filter(user__in=people).values_list("user", "group")) if run else {}
    entries = PointsEntry.objects.filter(user__in=people, at__gt=now() - YEAR, reason__in=EARNING).order_by()
    points = dict(entries.values_list("user").annotate(Sum("delta")))
    homes = dict(Address.objects.filter(user__in=people, is_default=True).values_list("user", "region_code"))
    return [
        (groups.get(pk, ""), str(level_at(max(0, points.get(pk, 0))).label), _province(homes.get(pk, "")))
        for pk in people
    ]


def _province(code: str) -> str:
    return label(f"{code[:2]}0000") if code else ""
