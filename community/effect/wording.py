"""Every figure of the page with what it means, in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from community.effect.models import GroupFigures
from config.kernel.templatetags.hetang import cents as money

Value = float | int | None


@dataclass(frozen=True)
class Figure:
    """One figure: how it is called, what it means, how it comes from the counts, how it is written."""

    name: str
    label: str | Promise
    means: str | Promise
    value: Callable[[GroupFigures], Value]
    kind: str = "share"  # share, count, each, minutes, money
    is_better_up: bool = True
    base: Callable[[GroupFigures], int] | None = None


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


FIGURES = (
    Figure("members", _("Members"), _("Who was in at the end of the last day."), lambda row: row.members, "count"),
    Figure(
        "joins",
        pgettext_lazy("group figure", "Joined"),
        _("How often somebody came in."),
        lambda row: row.joins,
        "count",
    ),
    Figure(
        "leaves",
        pgettext_lazy("group figure", "Left"),
        _("Went, were removed or banned."),
        lambda row: row.leaves,
        "count",
        False,
    ),
    Figure(
        "activity",
        _("Active members"),
        _(
            "Members who wrote, commented, liked, checked in, voted, played or answered an event at least once "
            "÷ members."
        ),
        lambda row: _share(row.active, row.members),
        base=lambda row: row.members,
    ),
    Figure(
        "interactions",
        _("Interactions per member"),
        _("Notes, comments, likes, check-ins, votes, games and answers to events ÷ members."),
        lambda row: _share(row.interactions, row.members),
        "each",
        base=lambda row: row.members,
    ),
    Figure(
        "posters",
        _("Members who wrote"),
        _("Members with at least one note ÷ members. In most groups 1 of 100 writes, 9 join in, 90 read."),
        lambda row: _share(row.posters, row.members),
        base=lambda row: row.members,
    ),
    Figure(
        "answered",
        _("Notes answered within a day"),
        _("Notes with a comment by somebody else within 24 hours ÷ notes whose 24 hours are over."),
        lambda row: _share(row.answered, row.notes),
        base=lambda row: row.notes,
    ),
    Figure(
        "first_reply",
        _("Until the first answer"),
        _("Median time from a note to the first comment by somebody else, among those answered within 24 hours."),
        lambda row: row.first_reply_minutes,
        "minutes",
        False,
        base=lambda row: row.answered,
    ),
    Figure(
        "reports",
        _("Reports per 1,000 notes"),
        _("Reports of notes and comments ÷ notes that came out in this time × 1,000."),
        lambda row: _share(1_000 * row.reports, row.notes_out),
        "each",
        False,
        base=lambda row: row.notes_out,
    ),
    Figure(
        "upheld",
        _("Reports that were right"),
        _("Reports after which something was done ÷ reports decided in this time."),
        lambda row: _share(row.reports_upheld, row.reports_decided),
        base=lambda row: row.reports_decided,
    ),
    Figure(
        "newcomers",
        _("Newcomers who wrote"),
        _("Of those whose first seven days ended in this time: who wrote a note in them."),
        lambda row: _share(row.newcomers_posted, row.newcomers),
        base=lambda row: row.newcomers,
    ),
    Figure(
        "week1",
        _("Back after a week"),
        _("Of those who joined: who did something from the 8th to the 14th day."),
        lambda row: _share(row.week1_kept, row.week1_base),
        base=lambda row: row.week1_base,
    ),
    Figure(
        "week4",
        _("Back after four weeks"),
        _("Of those who joined: who did something from the 29th to the 35th day."),
        lambda row: _share(row.week4_kept, row.week4_base),
        base=lambda row: row.week4_base,
    ),
    Figure(
        "check_ins",
        _("Check-in rate"),
        _("Check-ins ÷ (members × days)."),
        lambda row: _share(row.check_ins, row.members * row.span),
        base=lambda row: row.members,
    ),
    Figure(
        "attendance",
        _("Came to events"),
        _("Who was there ÷ who had a place, at events where it was marked."),
        lambda row: _share(row.attended, row.expected),
        base=lambda row: row.expected,
    ),
    Figure(
        "seats",
        _("Bought in teams"),
        _("Paid places in teams that were started in this group and that were not given back."),
        lambda row: row.seats,
        "count",
    ),
    Figure(
        "cents",
        _("Paid in teams"),
        _("What was paid for them, without what a ladder gave back."),
        lambda row: row.cents,
        "money",
    ),
    Figure(
        "buying_active",
        _("Active members who bought"),
        _(
            "Active members who paid in one of these teams ÷ active members. They go together; neither causes "
            "the other."
        ),
        lambda row: _share(row.buyers_active, row.active),
        base=lambda row: row.active,
    ),
    Figure(
        "buying_other",
        _("Others who bought"),
        _("People who paid in one of these teams without doing anything else here ÷ members who were not active."),
        lambda row: _share(row.buyers - row.buyers_active, max(0, row.members - row.active)),
        base=lambda row: row.members - row.active,
    ),
)
LABELS = {one.name: one.label for one in FIGURES}
FEW = 10  # below so many cases a share says little


def written(figure: Figure, value: Value) -> str:
    """As people read it: 41.2%, 1.8, 35 min, ¥98.00, or a dash."""
    if value is None:
        return "–"
    if figure.kind == "share":
        return f"{100 * value:.1f}%"
    if figure.kind == "minutes":
        return gettext("%(minutes)s min") % {"minutes": f"{value:,.0f}"}
    if figure.kind == "money":
        return money(int(value))
    return f"{value:.1f}" if figure.kind == "each" else f"{value:,.0f}"


@dataclass(frozen=True)
class Tile:
    """A figure as a tile and as a row of the table."""

    figure: Figure
    value: str
    before: str
    delta: str
    is_up: bool
    is_good: bool
    is_few: bool
    values: list[float]


def tiles_of(row: GroupFigures, series: Sequence[GroupFigures]) -> list[Tile]:
    """All figures, each beside that of the time before it of the same length."""
    before = next((one for one in series if (row.day - one.day).days == row.span), None)
    return [_tile(figure, row, before, series) for figure in FIGURES]


def _changed(figure: Figure, change: float) -> str:
    """How much more or less; of shares in percentage points."""
    if figure.kind == "share":
        return gettext("%(points)s pp") % {"points": f"{100 * change:.1f}"}
    return written(figure, change)


def _tile(figure: Figure, row: GroupFigures, before: GroupFigures | None, series: Sequence[GroupFigures]) -> Tile:
    value, earlier = figure.value(row), figure.value(before) if before else None
    change = value - earlier if value is not None and earlier is not None else 0
    past = [found for one in series if (found := figure.value(one)) is not None]
    return Tile(
        figure=figure,
        value=written(figure, value),
        before=written(figure, earlier),
        delta=_changed(figure, abs(change)) if change else "",
        is_up=change > 0,
        is_good=(change > 0) == figure.is_better_up,
        is_few=figure.base is not None and figure.base(row) < FEW,
        values=[float(one) for one in past],
    )
