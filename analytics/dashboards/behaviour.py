"""Charts of what people do: the way to a purchase, what follows what, what being seen leads to, how alive groups are"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Max, Sum
from django.utils.translation import gettext as _

from analytics.dashboards.asking import Ask
from analytics.dashboards.frame import Cell, Chart, Column, Display, Kind, Look, Series, State
from analytics.dashboards.wording import event_name
from analytics.metrics.engine import ContentLine, FunnelTable
from analytics.metrics.ratios import conversion, ranked, step_conversion, time_histogram, usual_time
from analytics.metrics.specs import ContentSpec, FunnelSpec, PathSpec
from analytics.rollups.models import ObjectDay
from analytics.statistics.rates import FEW, Rate
from analytics.tracking.catalogue import ACTIVE
from catalog.products.models import Product
from community.effect.models import GroupFigures
from community.groups.models import Group, Visibility
from content.posts.models import Post

STEPS = ("product_view", "order_placed", "order_paid")
SITE_STEPS = ("product_view", "checkout_view", "order_placed", "order_paid")
ACTIONS = ("click", "like", "save", "comment", "share")
MINUTE, HOUR, DAY = 60, 3600, 86_400
EDGES = (5 * MINUTE, HOUR, 6 * HOUR, DAY, 3 * DAY, 7 * DAY)
MOST_LINES = 20
MOST_MOVES = 30
WEEK_SPAN = 7


def _funnel(ask: Ask) -> tuple[Sequence[str], FunnelTable]:
    """A shop's own way to a purchase leaves out the page of the order, which is of several shops."""
    names = SITE_STEPS if ask.shop_id is None else STEPS
    spec = FunnelSpec(
        steps=tuple(frozenset({name}) for name in names),
        start=ask.start,
        end=ask.end,
        as_of=ask.as_of,
        window=timedelta(days=ask.window),
    )
    return names, ask.engine.funnel(spec)


def funnel(ask: Ask) -> Chart:
    """How far people get towards a paid order."""
    names, table = _funnel(ask)
    entered = table.reached[0]
    steps = zip(names, table.reached, step_conversion(table), conversion(table), table.under_way, strict=True)
    return Chart(
        key="funnel",
        title=_("The way to a paid order"),
        definition=_(
            "People who looked at a product in these days, and how far they got in this order within %(days)s "
            "days of it; "
            "other things may lie between. Of several tries the best counts. Only who agreed to be counted can be"
            " followed."
        )
        % {"days": ask.window},
        note=_("Under way: stopped here so far, and there is still time.") if any(table.under_way) else "",
        columns=[
            Column(_("Step"), Kind.TEXT),
            Column(_("People")),
            Column(_("Of the step before"), Kind.SHARE),
            Column(_("Of all"), Kind.SHARE, is_extra=True),
            Column(_("Under way"), is_extra=True),
        ],
        rows=[
            [str(event_name(name)), count, step.value, whole.value, waiting]
            for name, count, step, whole, waiting in steps
        ],
        display=Display.BARS,
        summary=_("%(last)s of %(first)s people got through.") % {"last": table.reached[-1], "first": entered},
        state=State.OK if entered else State.EMPTY,
    )


def time_to_convert(ask: Ask) -> Chart:
    """How long those took who came through."""
    _names, table = _funnel(ask)
    usual = usual_time(table)
    counts = time_histogram(table, edges=EDGES)
    labels = [
        _("5 minutes"),
        _("1 hour"),
        _("6 hours"),
        _("1 day"),
        _("3 days"),
        _("7 days"),
        _("longer"),
    ]
    return Chart(
        key="convert-time",
        title=_("How long they took"),
        definition=_(
            "People who came through, by the time from the first look to the paid order, by the shortest way they had."
        ),
        columns=[Column(_("Up to"), Kind.TEXT), Column(_("People"))],
        rows=[[label, count] for label, count in zip(labels, counts, strict=True)],
        series=[Series(1, Look.BAR, 2)],
        summary=""
        if usual is None
        else _("Half of them took less than %(minutes)s minutes.") % {"minutes": f"{usual / MINUTE:,.0f}"},
        state=State.OK if table.times else State.EMPTY,
    )


def paths(ask: Ask) -> Chart:
    """What follows what in a session's first steps."""
    spec = PathSpec(events=ACTIVE, start=ask.start, end=ask.end, as_of=ask.as_of, most=MOST_MOVES)
    table = ask.engine.paths(spec)
    rows: list[list[Cell]] = [
        [one.position, str(event_name(one.source)), str(event_name(one.target)), one.count] for one in table.moves
    ]
    return Chart(
        key="paths",
        title=_("What follows what"),
        definition=_(
            "Moves between the first five things people did in a session, by how often they happened. A pause of "
            "more than "
            "30 minutes ends a session, midnight does not."
        ),
        note=_("%(others)s further moves are not shown.") % {"others": table.others} if table.others else "",
        columns=[Column(_("Step")), Column(_("From"), Kind.TEXT), Column(_("To"), Kind.TEXT), Column(_("Times"))],
        rows=rows,
        display=Display.TABLE,
        summary=_("%(sessions)s sessions began in these days.") % {"sessions": table.sessions},
        state=State.OK if rows else State.EMPTY,
    )


# ------------------------------------------------------------------ what being seen leads to


def content_lines_of(ask: Ask, action: str) -> list[ContentLine]:
    spec = ContentSpec(
        events=frozenset({"impression"}), actions=frozenset({action}), start=ask.start, end=ask.end, as_of=ask.as_of
    )
    return ask.engine.content(spec)


def content_rates(ask: Ask) -> Chart:
    """Clicks, likes, saves, comments and shares for each time a card was seen."""
    rows: list[list[Cell]] = []
    seen = 0
    for action in ACTIONS:
        lines = content_lines_of(ask, action)
        rate = Rate(sum(one.acted for one in lines), sum(one.shown for one in lines))
        seen = rate.of
        interval = rate.interval
        share = [rate.value, interval.low, interval.high] if rate.is_enough else [None, None, None]
        people = [sum(one.all_shown for one in lines), sum(one.all_acted for one in lines)]
        rows.append([str(event_name(action)), rate.of, rate.hits, *share, *people])
    return Chart(
        key="rates",
        title=_("What being seen leads to"),
        definition=_(
            "Actions ÷ times a card could be seen (half of it, for a second), each once for a person, card and "
            "session, the "
            "action not before; with its 95 per cent interval by Wilson. Below 100 no rate is shown."
        ),
        columns=[
            Column(_("Action"), Kind.TEXT),
            Column(_("Seen")),
            Column(_("Acted")),
            Column(_("Rate"), Kind.SHARE),
            Column(_("Interval from"), Kind.SHARE),
            Column(_("Interval to"), Kind.SHARE),
            Column(_("Seen, each time"), is_extra=True),
            Column(_("Acted, each time"), is_extra=True),
        ],
        rows=rows,
        display=Display.TABLE,
        summary=_("Cards were seen %(count)s times.") % {"count": seen},
        state=State.EMPTY if not seen else State.OK if seen >= FEW else State.FEW,
    )


def best_content(ask: Ask) -> Chart:
    """Notes and products by the lower end of their click rate's interval."""
    lines = content_lines_of(ask, "click")
    best = ranked(lines)[:MOST_LINES]
    titles = _titles([one.object for one in best])
    rows: list[list[Cell]] = []
    for one in best:
        rate = Rate(one.acted, one.shown)
        rows.append(
            [
                titles.get(one.object, one.object),
                one.shown,
                one.acted,
                rate.value,
                rate.interval.low,
                rate.interval.high,
            ]
        )
    state = State.OK if rows else State.FEW if any(one.shown for one in lines) else State.EMPTY
    return Chart(
        key="best",
        title=_("What people open when they see it"),
        definition=_(
            "Notes and products by the lower end of the interval of their click rate, so that luck with few does "
            "not lead. Seen less than 100 times ranks nowhere."
        ),
        columns=[
            Column(_("Title"), Kind.THEIRS),
            Column(_("Seen")),
            Column(_("Opened")),
            Column(_("Rate"), Kind.SHARE),
            Column(_("Interval from"), Kind.SHARE, is_extra=True),
            Column(_("Interval to"), Kind.SHARE, is_extra=True),
        ],
        rows=rows,
        display=Display.TABLE,
        summary=_("%(count)s of %(all)s things were seen often enough.") % {"count": len(rows), "all": len(lines)},
        state=state,
    )


def _titles(names: Sequence[str]) -> dict[str, str]:
    """Of objects as engines name them: kind and number."""
    found: dict[str, str] = {}
    for kind, model in (("note", Post), ("product", Product)):
        ids = [int(name.partition(":")[2]) for name in names if name.startswith(f"{kind}:")]
        found |= {f"{kind}:{pk}": title for pk, title in model.objects.filter(pk__in=ids).values_list("pk", "title")}
    return found


def notes_by_day(ask: Ask) -> Chart:
    """What came out and what was done with it, by day, out of the roll-ups."""
    names = ("post_published", "like", "save", "comment", "share")
    days = ObjectDay.objects.filter(day__gte=ask.start, day__lt=ask.end, object_kind="note", name__in=names)
    if ask.shop_id is not None:
        days = days.filter(shop_id=ask.shop_id)
    counts: Mapping[tuple[object, str], int] = {
        (row["day"], row["name"]): row["total"]
        for row in days.order_by().values("day", "name").annotate(total=Sum("times"))
    }
    firsts = [ask.start + timedelta(days=place) for place in range(ask.days)]
    rows: list[list[Cell]] = [[day.isoformat(), *(counts.get((day, name), 0) for name in names)] for day in firsts]
    return Chart(
        key="notes",
        title=_("Notes and what people do with them"),
        definition=_(
            "How often notes came out, were liked, kept, commented on and shared, by day. Likes and the like that"
            " were taken back count on the day they were given."
        ),
        columns=[Column(_("Day"), Kind.TEXT), *(Column(str(event_name(name))) for name in names)],
        rows=rows,
        series=[Series(1, Look.LINE, 4), Series(2, Look.LINE, 1), Series(3, Look.LINE, 3), Series(4, Look.LINE, 2)],
        summary=_("%(count)s notes came out.") % {"count": sum(int(row[1] or 0) for row in rows)},
        state=State.OK if any(any(row[1:]) for row in rows) else State.EMPTY,
    )


# ------------------------------------------------------------------ groups


def groups(ask: Ask) -> Chart:
    """Activity and active rate of groups, as last measured over seven days within the range."""
    figures = GroupFigures.objects.filter(
        span=WEEK_SPAN, day__gte=ask.start, day__lt=ask.end, group__closed_at=None, group__visibility=Visibility.PUBLIC
    )
    latest = {row["group"]: row["day"] for row in figures.order_by().values("group").annotate(day=Max("day"))}
    rows_of = {
        (one.group_id, one.day): one for one in figures.filter(day__in=set(latest.values())).select_related("group")
    }
    shown = [rows_of[key] for key in latest.items()]
    shown.sort(key=lambda one: (-one.interactions, one.group_id))
    rows: list[list[Cell]] = [
        [
            one.group.name,
            one.members,
            one.active,
            one.active / one.members if one.members else None,
            one.interactions,
            one.interactions / one.members if one.members else None,
            one.joins,
            one.leaves,
        ]
        for one in shown[:MOST_LINES]
    ]
    return Chart(
        key="groups",
        title=_("How alive groups are"),
        definition=_(
            "Seven days up to the last measured day of the range. Active rate: members who did something ÷ "
            "members at the "
            "end. Activity: interactions ÷ members. This is how many are here, not who came back."
        ),
        columns=[
            Column(_("Group"), Kind.THEIRS),
            Column(_("Members")),
            Column(_("Active")),
            Column(_("Active rate"), Kind.SHARE),
            Column(_("Interactions")),
            Column(_("Activity"), Kind.NUMBER),
            Column(_("Joined"), is_extra=True),
            Column(_("Left"), is_extra=True),
        ],
        rows=rows,
        display=Display.TABLE,
        summary=_("%(count)s open groups, %(all)s measured.")
        % {"count": Group.objects.filter(closed_at=None, visibility=Visibility.PUBLIC).count(), "all": len(shown)},
        state=State.OK if rows else State.EMPTY,
    )


@dataclass
class _Together:
    joined: int = 0
    left: int = 0
    messages: int = 0


def groups_by_day(ask: Ask) -> Chart:
    """Joining, leaving and talking in all groups by day, out of the roll-ups."""
    fields = {"group_joined": "joined", "group_left": "left", "group_message": "messages"}
    found: defaultdict[object, _Together] = defaultdict(_Together)
    days = ObjectDay.objects.filter(day__gte=ask.start, day__lt=ask.end, object_kind="group", name__in=fields)
    for row in days.order_by().values("day", "name").annotate(total=Sum("times")):
        setattr(found[row["day"]], fields[row["name"]], row["total"])
    firsts = [ask.start + timedelta(days=place) for place in range(ask.days)]
    rows: list[list[Cell]] = [
        [day.isoformat(), found[day].joined, found[day].left, found[day].messages] for day in firsts
    ]
    return Chart(
        key="together",
        title=_("Joining, leaving, talking"),
        definition=_("How often people joined a group, left one, and wrote in its conversation, by day."),
        columns=[Column(_("Day"), Kind.TEXT), Column(_("Joined")), Column(_("Left")), Column(_("Messages"))],
        rows=rows,
        series=[Series(1, Look.LINE, 2), Series(2, Look.DASH, 1), Series(3, Look.LINE, 4)],
        summary=_("%(count)s messages in groups.") % {"count": sum(int(row[3] or 0) for row in rows)},
        state=State.OK if any(any(row[1:]) for row in rows) else State.EMPTY,
    )
