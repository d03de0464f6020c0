"""Charts of trade: what is sold, to whom, what brought it, and what becomes of teams."""

from __future__ import annotations

from dataclasses import replace

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from analytics.dashboards.asking import COLUMNS, Ask
from analytics.dashboards.frame import Cell, Chart, Column, Display, Kind, Look, Series, State
from analytics.metrics.periods import Period
from analytics.rollups.models import WHOLE_SITE, ShopDay
from analytics.trade.attribution import brought_by_notes, leading_creators, leading_shops
from analytics.trade.coming_back import lifetime_values, repurchase_cohorts
from analytics.trade.ratios import completion_rate, cycle_seconds, mean_repurchase, viral_k
from analytics.trade.sales import sales
from analytics.trade.tables import LtvSpec, SalesLine
from analytics.trade.teams import team_table, viral_table
from catalog.shops.models import Shop
from config.kernel.templatetags.hetang import cents
from content.posts.models import Post

WITHIN = 90
MOST_LINES = 20
HOUR = 3600


def sold(ask: Ask) -> Chart:
    """Paid amount, refunds and net by period."""
    lines = sales(ask.trade)
    columns = [
        Column(_("From"), Kind.TEXT),
        Column(_("Paid amount"), Kind.MONEY),
        Column(_("Refunded"), Kind.MONEY),
        Column(_("Net"), Kind.MONEY),
        Column(_("Orders")),
        Column(_("Buyers")),
        Column(_("New buyers")),
    ]
    rows: list[list[Cell]] = [_sales_row(one) for one in lines]
    series = [Series(1, Look.LINE, 2), Series(3, Look.LINE, 4)]
    if ask.compares:
        before = sales(ask.before.trade)
        columns.append(Column(_("Paid, days before"), Kind.MONEY))
        paid: list[int | None] = [one.paid_cents for one in before]
        paid = [*paid, *[None] * len(rows)][: len(rows)]
        rows = [[*row, value] for row, value in zip(rows, paid, strict=True)]
        series.append(Series(7, Look.DASH, 6))
    total = sum(one.paid_cents for one in lines)
    back = sum(one.refunded_cents for one in lines)
    return Chart(
        key="sales",
        title=_("Paid and kept"),
        definition=_(
            "Paid amount (GMV): what orders cost with postage, by the time of payment, refunds not taken off. "
            "Net: paid "
            "less refunded, refunds by the day the money was back. Buyers are people with an account."
        ),
        columns=columns,
        rows=rows,
        series=series,
        summary=_("%(paid)s paid, %(back)s refunded in these days.")
        % {"paid": cents(total, ask.currency), "back": cents(back, ask.currency)},
        currency=ask.currency,
        state=State.OK if total or back else State.EMPTY,
    )


def _sales_row(one: SalesLine) -> list[Cell]:
    return [
        one.first_day.isoformat(),
        one.paid_cents,
        one.refunded_cents,
        one.net_cents,
        one.orders,
        one.buyers,
        one.new_buyers,
    ]


def visitors(ask: Ask) -> Chart:
    """Visitors and buyers by day, out of the roll-ups."""
    shop = WHOLE_SITE if ask.shop_id is None else ask.shop_id
    found = {one.day: one for one in ShopDay.objects.filter(shop_id=shop, day__gte=ask.start, day__lt=ask.end)}
    days = list(replace(ask, grain=Period.DAY).trade.firsts)
    rows: list[list[Cell]] = [
        [day.isoformat(), found[day].visitors, found[day].buyers, found[day].orders]
        if day in found
        else [day.isoformat(), 0, 0, 0]
        for day in days
    ]
    most = max(rows, key=lambda row: int(row[1] or 0))
    return Chart(
        key="visitors",
        title=_("Visitors and buyers"),
        definition=_(
            "Visitors: different people who looked at something on the day, after they agreed to be counted. "
            "Buyers: people "
            "with an account who paid an order that day, whether they agreed or not; so one is no share of the other."
        ),
        columns=[Column(_("Day"), Kind.TEXT), Column(_("Visitors")), Column(_("Buyers")), Column(_("Orders"))],
        rows=rows,
        series=[Series(1, Look.LINE, 4), Series(2, Look.LINE, 2)],
        summary=_("Most visitors on %(day)s: %(count)s.") % {"day": most[0], "count": most[1]},
        state=State.OK if any(any(row[1:]) for row in rows) else State.EMPTY,
    )


def repurchases(ask: Ask) -> Chart:
    """Who bought again within 90 days, by when they first bought."""
    lines = repurchase_cohorts(ask.trade, within=WITHIN)
    mean = mean_repurchase(lines)
    people = sum(one.size for one in lines)
    base = Chart(
        key="repurchase",
        title=_("Who bought again within 90 days"),
        definition=_(
            "People by the period of their first purchase here; of them, who made a second one within 90 times 24"
            " hours. "
            "Purchases that went back whole are none; orders of one team are one."
        ),
        columns=[Column(_("First bought"), Kind.TEXT), Column(_("Buyers")), Column(_("Bought again"))],
        rows=[[one.first_day.isoformat(), one.size, one.again] for one in lines],
        stars=[(place, 2) for place, one in enumerate(lines) if not one.is_mature],
        series=[Series(1, Look.BAR, 6), Series(2, Look.BAR, 2)],
        note=_("* not everybody has had 90 days yet."),
        summary=_("%(count)s people bought for the first time.") % {"count": people},
        state=State.OK if people else State.EMPTY,
    )
    if mean is None or mean.value is None:
        return base
    told = _("Of %(of)s first buyers with 90 days behind them, %(share)s bought again.")
    return replace(base, summary=told % {"of": mean.of, "share": f"{mean.value:.1%}"})


def lifetime(ask: Ask) -> Chart:
    """What buyers have brought so far, by when they first bought."""
    grain = Period.WEEK if ask.grain is Period.DAY else ask.grain
    spec = LtvSpec(**{**vars(replace(ask, grain=grain).trade), "columns": COLUMNS[grain]})
    found = [one for one in lifetime_values(spec) if one.size]
    return Chart(
        key="ltv",
        title=_("What buyers have brought so far"),
        definition=_(
            "People by the period of their first paid order; what all of them have paid up to and with each "
            "period after "
            "it, less refunds. A cell of the grid shows it for each of them; the table and the file have the sums."
        ),
        note=_("* the period is not over for everybody."),
        columns=[
            Column(_("First bought"), Kind.TEXT),
            Column(_("Buyers")),
            *(Column(str(k), Kind.MONEY) for k in range(spec.columns)),
        ],
        rows=[[one.first_day.isoformat(), one.size, *(cell.cents for cell in one.cells)] for one in found],
        stars=[(row, k + 2) for row, one in enumerate(found) for k, cell in enumerate(one.cells) if not cell.is_mature],
        display=Display.HEAT,
        summary=_("%(count)s groups of first buyers.") % {"count": len(found)},
        currency=ask.currency,
        state=State.OK if found else State.EMPTY,
    )


def teams(ask: Ask) -> Chart:
    """What became of the teams opened in the range."""
    table = team_table(ask.trade)
    rate = completion_rate(table)
    rows: list[list[Cell]] = [
        [_("Opened"), table.opened],
        [_("Filled"), table.completed],
        [_("Not filled in time"), table.unfilled],
        [_("Given up"), table.given_up],
        [_("Merged into another"), table.merged],
        [_("Still open"), table.running],
    ]
    took = cycle_seconds(table)
    words = (
        [_("%(share)s of the teams that ended were filled.") % {"share": f"{rate.value:.1%}"}]
        if rate.value is not None
        else []
    )
    if took is not None:
        words.append(_("Half of them within %(hours)s hours.") % {"hours": f"{took / HOUR:.1f}"})
    return Chart(
        key="teams",
        title=_("What became of teams"),
        definition=_(
            "Teams opened in these days. Completion: filled ÷ (filled + not filled in time + given up); the time "
            "is from opening to the seat that filled it."
        ),
        columns=[Column(_("Team"), Kind.TEXT), Column(_("Teams"))],
        rows=rows,
        display=Display.BARS,
        summary=" ".join(words),
        state=State.OK if table.opened else State.EMPTY,
    )


def viral(ask: Ask) -> Chart:
    """How many people a new person brings."""
    table = viral_table(ask.growth)
    k, cycle = viral_k(table), cycle_seconds(table)
    words = [_("K = %(k)s: new people that one new person brings.") % {"k": f"{k:.2f}"}] if k is not None else []
    if cycle is not None:
        words.append(_("Half of them came within %(days)s days.") % {"days": f"{cycle / HOUR / 24:.1f}"})
    return Chart(
        key="viral",
        title=_("People who bring people"),
        definition=_(
            "New members of these days, and what came of their invitations in their first 28 days. K = joined ÷ new "
            "members. Invitations under review or refused brought nobody."
        ),
        note="" if table.is_mature else _("Not everybody has had 28 days yet: K can still rise."),
        columns=[Column(_("Step"), Kind.TEXT), Column(_("People"))],
        rows=[
            [_("New members"), table.members],
            [_("of them invited somebody"), table.inviters],
            [_("Invitations opened"), table.opened],
            [_("Joined by them"), table.joined],
        ],
        display=Display.BARS,
        summary=" ".join(words),
        state=State.OK if table.members else State.EMPTY,
    )


def brought(ask: Ask) -> Chart:
    """What notes brought: orders whose buyer last came by a link to one."""
    table = brought_by_notes(ask.trade, most=MOST_LINES)
    titles = dict(Post.objects.filter(pk__in=[one.note_id for one in table.notes]).values_list("pk", "title"))
    return Chart(
        key="brought",
        title=_("Notes that sold something"),
        definition=_(
            "Orders paid in these days whose buyer last came by a shared link to the note, within the time the "
            "link counts."
        ),
        columns=[
            Column(_("Note"), Kind.THEIRS),
            Column(_("Orders")),
            Column(_("Buyers"), is_extra=True),
            Column(_("Paid amount"), Kind.MONEY),
        ],
        rows=[
            [titles.get(one.note_id) or _("Untitled note"), one.orders, one.buyers, one.paid_cents]
            for one in table.notes
        ],
        display=Display.TABLE,
        summary=_("%(orders)s of %(all)s orders came by notes.") % {"orders": table.orders, "all": table.all_orders},
        currency=ask.currency,
        state=State.OK if table.notes else State.EMPTY,
    )


def creators(ask: Ask) -> Chart:
    lines = leading_creators(ask.trade, most=MOST_LINES)
    people = get_user_model().objects.in_bulk([one.author_id for one in lines])
    return Chart(
        key="creators",
        title=_("Creators whose notes sold most"),
        definition=_(
            "By what orders paid in these days cost, whose buyer last came by a shared link to one of their notes."
        ),
        columns=[
            Column(_("Creator"), Kind.THEIRS),
            Column(_("Notes"), is_extra=True),
            Column(_("Orders")),
            Column(_("Paid amount"), Kind.MONEY),
        ],
        rows=[
            [
                people[one.author_id].display_name if one.author_id in people else _("Somebody who left"),
                one.notes,
                one.orders,
                one.paid_cents,
            ]
            for one in lines
        ],
        display=Display.TABLE,
        summary=_("%(count)s creators sold something.") % {"count": len(lines)},
        currency=ask.currency,
        state=State.OK if lines else State.EMPTY,
    )


def shops(ask: Ask) -> Chart:
    lines = [one for one in leading_shops(ask.trade, most=MOST_LINES) if one.orders or one.refunded_cents]
    names = dict(Shop.objects.filter(pk__in=[one.shop_id for one in lines]).values_list("pk", "name"))
    return Chart(
        key="shops",
        title=_("Shops that sold most"),
        definition=_(
            "By paid amount in these days, refunds not taken off; what went back in these days stands beside it."
        ),
        columns=[
            Column(_("Shop"), Kind.THEIRS),
            Column(_("Orders")),
            Column(_("Buyers"), is_extra=True),
            Column(_("Paid amount"), Kind.MONEY),
            Column(_("Refunded"), Kind.MONEY, is_extra=True),
        ],
        rows=[
            [names.get(one.shop_id, ""), one.orders, one.buyers, one.paid_cents, one.refunded_cents] for one in lines
        ],
        display=Display.TABLE,
        summary=_("%(count)s shops sold something.") % {"count": len(lines)},
        currency=ask.currency,
        state=State.OK if lines else State.EMPTY,
    )
