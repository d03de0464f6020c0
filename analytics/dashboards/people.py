"""Charts of people: how many are here, who comes and goes, how far it can grow, who came back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from analytics.dashboards.asking import Ask
from analytics.dashboards.frame import Cell, Chart, Column, Display, Kind, Link, Look, Series, State
from analytics.growth.choosing import WARNINGS, Choice, fitted, forecast, warnings_of
from analytics.growth.errors import CannotFit
from analytics.growth.fitting import Fit, Points
from analytics.metrics.engine import Cohort
from analytics.metrics.periods import Period
from analytics.metrics.ratios import mean_retention, quick_ratio
from analytics.metrics.specs import Clock, Return
from analytics.rollups.models import WHOLE_SITE, UserFirst
from analytics.segments.cells import active_cell, churned_cell, cohort_cell, new_cell, save_url

ONE_DAY = timedelta(days=1)
AHEAD = 14
SHOWN_POINTS = 120
FEW_IN_A_COHORT = 5


def active_people(ask: Ask) -> Chart:
    """DAU, WAU and MAU."""
    lines = ask.engine.active(ask.active).days
    before = ask.before.engine.active(ask.before.active).days if ask.compares else []
    earlier: list[int | None] = [one.daily for one in before] or [None] * len(lines)
    rows: list[list[Cell]] = [[one.day.isoformat(), one.daily, one.weekly, one.monthly] for one in lines]
    columns = [Column(_("Day"), Kind.TEXT), Column(_("On the day")), Column(_("In 7 days")), Column(_("In 28 days"))]
    series = [Series(1, Look.LINE, 2), Series(2, Look.LINE, 4), Series(3, Look.LINE, 3)]
    if ask.compares:
        columns.append(Column(_("Days before")))
        rows = [[*row, value] for row, value in zip(rows, earlier, strict=True)]
        series.append(Series(4, Look.DASH, 6))
    last = lines[-1]
    return Chart(
        key="active",
        title=_("Active people"),
        definition=_(
            "Different people who did something on a day, and in the 7 and 28 days that end with it. Bots and "
            "staff are "
            "left out; the three can't be added up."
        ),
        columns=columns,
        rows=rows,
        series=series,
        summary=_("On %(day)s: %(daily)s on the day, %(weekly)s in 7 days, %(monthly)s in 28 days.")
        % {"day": last.day, "daily": last.daily, "weekly": last.weekly, "monthly": last.monthly},
        links=[
            Link(place, column, save_url(ask.portal, active_cell(one.day - (days - 1) * ONE_DAY, one.day + ONE_DAY)))
            for place, one in enumerate(lines)
            for column, days, count in ((1, 1, one.daily), (2, 7, one.weekly), (3, 28, one.monthly))
            if count
        ],
        state=State.OK if any(one.monthly for one in lines) else State.EMPTY,
    )


def active_days(ask: Ask) -> Chart:
    """How many of the last 28 days people were here: where stickiness comes from."""
    table = ask.engine.active(ask.active)
    counts = list(table.by_active_days)
    people = sum(counts)
    often = sum(counts[6:])
    return Chart(
        key="active-days",
        title=_("Days they were here"),
        definition=_("People of the 28 days that end the range, by how many of these days they did something."),
        columns=[Column(_("Days"), Kind.TEXT), Column(_("People"))],
        rows=[[str(place), count] for place, count in enumerate(counts, 1)],
        series=[Series(1, Look.BAR, 2)],
        summary=_("%(often)s of %(people)s people were here on seven days or more.")
        % {"often": often, "people": people},
        state=State.OK if people else State.EMPTY,
    )


def accounting(ask: Ask) -> Chart:
    """Growth accounting by days, weeks or months, with the quick ratio."""
    spec = ask.growth
    lines = ask.engine.growth_accounting(spec)
    calendar, portal = spec.calendar, ask.portal
    links = []
    for place, one in enumerate(lines):
        end = calendar.later(one.first_day, 1)
        back = calendar.later(one.first_day, -1)
        if one.new:
            links.append(Link(place, 2, save_url(portal, new_cell(one.first_day, (end - one.first_day).days))))
        if one.churned:
            gone = churned_cell(before=(back, one.first_day), now=(one.first_day, end))
            links.append(Link(place, 5, save_url(portal, gone)))
    last = lines[-1]
    return Chart(
        key="accounting",
        title=_("Who comes and who goes"),
        definition=_(
            "New: for the first time ever. Returned: not here the period before, but earlier. Stayed: here in both. "
            "Gone: here the period before, not now. Quick ratio: (new + returned) ÷ gone."
        ),
        note=_("The last period is not over yet: who is counted as gone may still come."),
        columns=[
            Column(_("From"), Kind.TEXT),
            Column(_("Active")),
            Column(
                _(
                    "New",
                ),
                Kind.COUNT,
            ),
            Column(_("Returned")),
            Column(_("Stayed")),
            Column(_("Gone")),
            Column(_("Quick ratio"), Kind.NUMBER),
        ],
        rows=[
            [
                one.first_day.isoformat(),
                one.active,
                one.new,
                one.resurrected,
                one.retained,
                one.churned,
                _finite(quick_ratio(one)),
            ]
            for one in lines
        ],
        series=[Series(4, Look.BAR, 2), Series(2, Look.BAR, 4), Series(3, Look.BAR, 3), Series(5, Look.UNDER, 1)],
        stars=[(len(lines) - 1, column) for column in (1, 2, 3, 4, 5, 6)] if _is_open(ask, last.first_day) else [],
        summary=_("In the last period %(new)s were new, %(back)s returned, %(gone)s did not come back.")
        % {"new": last.new, "back": last.resurrected, "gone": last.churned},
        links=links,
        state=State.OK if any(one.active or one.churned for one in lines) else State.EMPTY,
    )


def _finite(value: float | None) -> float | None:
    return None if value is None or value == float("inf") else value


def _is_open(ask: Ask, first: date) -> bool:
    calendar = ask.growth.calendar
    return calendar.begins_at(calendar.later(first, 1)) > ask.as_of


# ------------------------------------------------------------------ how far it can grow


def people_so_far(ask: Ask) -> list[tuple[date, int]]:
    """People who had ever been active, at the end of each day from the first one's on."""
    shop = WHOLE_SITE if ask.shop_id is None else ask.shop_id
    found = UserFirst.objects.filter(shop_id=shop).order_by().annotate(day=TruncDate("first_at"))
    firsts = Counter({row["day"]: row["people"] for row in found.values("day").annotate(people=Count("actor_id"))})
    if not firsts:
        return []
    last = min(ask.end - ONE_DAY, ask.growth.calendar.day_of(ask.as_of) - ONE_DAY)
    total, points = 0, []
    for number in range((last - min(firsts)).days + 1):
        day = min(firsts) + number * ONE_DAY
        total += firsts[day]
        points.append((day, total))
    return [point for point in points if point[0] >= ask.start] or points[-1:]


def growth_curve(ask: Ask) -> Chart:
    """People so far with the model that fits best, its band and two weeks ahead; or why there is none."""
    points = people_so_far(ask)
    columns = [
        Column(_("Day"), Kind.TEXT),
        Column(_("People so far")),
        Column(_("Model"), Kind.NUMBER),
        Column(_("Band from"), Kind.NUMBER),
        Column(_("Band to"), Kind.NUMBER),
    ]
    base = Chart(
        key="curve",
        title=_("How far it can grow"),
        definition=_(
            "People who have ever been active, by day, today left out. An exponential and a logistic curve are "
            "fitted to these points by least squares; the one with the lower AICc is drawn, with the band in which "
            "95 per cent of new counts should fall if it is right, and two weeks ahead."
        ),
        columns=columns,
        rows=[[day.isoformat(), total, None, None, None] for day, total in points],
        series=[Series(1, Look.LINE, 2)],
        summary=_("%(people)s people so far.") % {"people": points[-1][1] if points else 0},
    )
    if not points:
        return base.told(State.EMPTY, "")
    try:
        choice = fitted(Points.of(list(range(len(points))), [total for _day, total in points]))
    except CannotFit as refusal:
        return _unfitted(base, [refusal.text])
    if choice.best is None:
        return _unfitted(base, [one.text for one in choice.refusals.values()])
    return _with_fit(base, points, choice, choice.best)


def _unfitted(base: Chart, why: Sequence[str]) -> Chart:
    """The points without a curve: nothing is drawn rather than a guess."""
    reasons = " ".join(dict.fromkeys(why))
    return base.told(State.OK, _("No curve is drawn: %(why)s") % {"why": reasons})


def _with_fit(base: Chart, points: Sequence[tuple[date, int]], choice: Choice, best: Fit) -> Chart:
    first = points[0][0]
    ahead = forecast(best, [float(place) for place in range(len(points) + AHEAD)])
    totals = dict(points)
    rows: list[list[Cell]] = []
    for one in ahead:
        day = first + int(one.time) * ONE_DAY
        rows.append([day.isoformat(), totals.get(day), one.value, one.low, one.high])
    warnings = [str(WARNINGS[code]) for code in [*choice.warnings, *warnings_of(best)]]
    both = ", ".join(
        _("%(model)s AICc %(aicc)s")
        % {"model": _model(name), "aicc": NO_AICC if fit.aicc is None else f"{fit.aicc:.1f}"}
        for name, fit in choice.fits.items()
    )
    refused = [_model(name) + ": " + one.text for name, one in choice.refusals.items()]
    return Chart(
        **{
            **vars(base),
            "rows": rows,
            "series": [
                Series(3, Look.LOW, 3),
                Series(4, Look.HIGH, 3),
                Series(2, Look.DASH, 3),
                Series(1, Look.LINE, 2),
            ],
            "note": " ".join([both + ".", *warnings, *refused, _("A curve knows nothing of tomorrow's reasons.")]),
            "summary": _(
                "%(people)s people so far; the %(model)s curve leads to %(value)s in %(days)s days, between %(low)s "
                "and %(high)s."
            )
            % {
                "people": points[-1][1],
                "model": _model(best.model),
                "value": round(ahead[-1].value),
                "days": AHEAD,
                "low": round(ahead[-1].low),
                "high": round(ahead[-1].high),
            },
        }
    )


NO_AICC = "–"


def _model(name: str) -> str:
    return {"exponential": _("exponential"), "logistic": _("logistic"), "linear": _("straight line")}[name]


# ------------------------------------------------------------------ who came back


def cohorts(ask: Ask) -> Chart:
    """The cohort grid: who began together, and how many of them came back when."""
    spec = ask.cohorts
    found = ask.engine.cohorts(spec)
    heads = [_span(cell) for cell in spec.cells]
    rows: list[list[Cell]] = [
        [one.first_day.isoformat(), one.size, *(cell.retained for cell in one.cells)] for one in found
    ]
    stars = [
        (row, column + 2)
        for row, one in enumerate(found)
        for column, cell in enumerate(one.cells)
        if not cell.is_mature
    ]
    return Chart(
        key="cohorts",
        title=_("Who came back, by when they began"),
        definition=_cohort_words(ask),
        note=_(
            "* not everybody has had the time yet; left out of the mean. People can't be counted before their "
            "first day."
        ),
        columns=[Column(_("Began"), Kind.TEXT), Column(_("People")), *(Column(head) for head in heads)],
        rows=rows,
        stars=stars,
        display=Display.HEAT,
        links=_cohort_links(ask, found),
        summary=_cohort_summary(found),
        state=_cohort_state(found),
    )


def _cohort_links(ask: Ask, found: Sequence[Cohort]) -> list[Link]:
    """Cells of calendar retention have a condition; rolling ones and spans have none that says the same."""
    if ask.clock is not Clock.CALENDAR or ask.mode is not Return.ON:
        return []
    calendar, links = ask.cohorts.calendar, []
    for row, one in enumerate(found):
        first = (one.first_day, calendar.later(one.first_day, 1))
        for column, cell in enumerate(one.cells):
            if cell.retained:
                begin = calendar.later(one.first_day, column)
                active = (begin, calendar.later(begin, 1))
                links.append(Link(row, column + 2, save_url(ask.portal, cohort_cell(first=first, active=active))))
    return links


def _cohort_words(ask: Ask) -> str:
    mode = {
        Return.ON: _("A cell counts who did something in that very period after the one they began in."),
        Return.ON_OR_AFTER: _("A cell counts who did something in that period or in any later one."),
        Return.BRACKET: _("A cell counts who did something in one of the periods of the span."),
    }[ask.mode]
    clock = (
        _("Periods are 24 hours, or 7 days, from one's own start.")
        if ask.clock is Clock.ROLLING
        else _("Periods are calendar days, weeks or months.")
    )
    return _("People by the period of their first activity ever.") + " " + mode + " " + clock


def _cohort_summary(found: Sequence[Cohort]) -> str:
    means = mean_retention(found)
    second = means[1] if len(means) > 1 else None
    if second is None or second.value is None:
        return _("%(people)s people began in these days.") % {"people": sum(one.size for one in found)}
    return _("Of %(of)s people with time enough, %(share)s came back in the first period after.") % {
        "of": second.of,
        "share": f"{second.value:.1%}",
    }


def _cohort_state(found: Sequence[Cohort]) -> State:
    people = sum(one.size for one in found)
    if not people:
        return State.EMPTY
    if people < FEW_IN_A_COHORT:
        return State.FEW
    return State.OK


def _span(cell: tuple[int, int]) -> str:
    first, last = cell
    return str(first) if first == last else f"{first}–{last}"


def retention_curve(ask: Ask) -> Chart:
    """The mean row: all who came back ÷ all people, of cohorts whose cell is mature."""
    spec = ask.cohorts
    means = mean_retention(ask.engine.cohorts(spec))
    rows: list[list[Cell]] = []
    for cell, mean in zip(spec.cells, means, strict=False):
        if mean is None or mean.value is None:
            rows.append([_span(cell), None, None, None, None, None])
        else:
            rows.append([_span(cell), mean.of, mean.hits, mean.value, mean.interval.low, mean.interval.high])
    known = [row for row in rows if row[1] is not None]
    state = State.OK if known else State.IMMATURE if means else State.EMPTY
    return Chart(
        key="retention",
        title=_("Mean of all cohorts"),
        definition=_(
            "All who came back ÷ all people, of the cohorts that have had the time; with its 95 per cent "
            "interval by Wilson."
        ),
        columns=[
            Column(_("Period"), Kind.TEXT),
            Column(_("People")),
            Column(_("Came back")),
            Column(_("Share"), Kind.SHARE),
            Column(
                _(
                    "From",
                ),
                Kind.SHARE,
                is_extra=True,
            ),
            Column(_("To"), Kind.SHARE, is_extra=True),
        ],
        rows=rows,
        series=[Series(4, Look.LOW, 2), Series(5, Look.HIGH, 2), Series(3, Look.LINE, 2)],
        summary=_("%(count)s periods can be read.") % {"count": len(known)},
        state=state,
    )


def grain_for(days: int) -> Period:
    """Weeks where days would be too many to read."""
    return Period.DAY if days <= SHOWN_POINTS else Period.WEEK
