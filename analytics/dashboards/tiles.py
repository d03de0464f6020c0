"""Figures as the pages show them: tiles with their change, and the chart of paid amounts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from analytics.dashboards.charts import Line, line_chart
from analytics.dashboards.selectors import Figure, Sales
from config.kernel.templatetags.hetang import cents, short_number

FEW = 5


@dataclass(frozen=True)
class Tile:
    """What the `kpi` component shows."""

    name: str
    value: str
    delta: str
    up: bool
    base: str
    values: Sequence[float]
    means: str
    few: bool = False


def _base(before: str, *, has_delta: bool) -> str:
    """What today is compared with: the same weekday last week, up to this time of day."""
    weekday = date_format(timezone.localtime(), "l")
    if has_delta:
        return _("vs last %(weekday)s, same time") % {"weekday": weekday}
    return _("last %(weekday)s, same time: %(value)s") % {"weekday": weekday, "value": before}


def _delta(figure: Figure) -> str:
    if not figure.before or figure.today == figure.before:
        return ""
    return f"{abs(figure.today - figure.before) / figure.before * 100:.1f}%"


def tile(
    name: str, figure: Figure, means: str, *, show: Callable[[float], str] = "{:,.0f}".format, few: bool = False
) -> Tile:
    """A tile; where last week had nothing to compare with, it says so instead of a percentage."""
    delta = _delta(figure)
    base = _base(show(figure.before), has_delta=bool(delta))
    return Tile(name, show(figure.today), delta, figure.today >= figure.before, base, figure.days, means, few)


def paid_tile(sales: Sales) -> Tile:
    means = _("What orders paid today cost, with postage, by the time of payment. Refunds are not taken off.")
    return tile(_("Paid today"), sales.paid, means, show=_money(sales))


def orders_tile(sales: Sales) -> Tile:
    return tile(_("Paid orders"), sales.paid_orders, _("Orders paid today. One checkout in two shops is two orders."))


def average_tile(sales: Sales) -> Tile:
    means = _("Paid amount ÷ paid orders of today. Below five orders it says little, so it is grey.")
    return tile(_("Average order"), sales.average, means, show=_money(sales), few=sales.paid_orders.today < FEW)


def _money(sales: Sales) -> Callable[[float], str]:
    return lambda value: cents(round(value), sales.currency)


def paid_chart(sales: Sales) -> SafeString:
    """Fourteen days of paid amounts over the fourteen before them."""
    highest = max(range(len(sales.dates)), key=lambda place: sales.paid_cents[place])
    when, most = sales.dates[highest], cents(sales.paid_cents[highest], sales.currency)
    name = _("Paid amount of the last 14 days; most on %(day)s with %(amount)s") % {
        "day": when.strftime("%m-%d"),
        "amount": most,
    }
    return line_chart(
        lines=[Line(sales.paid_cents), Line(sales.earlier_cents, is_dashed=True)],
        labels=[day.strftime("%m-%d") for day in sales.dates],
        tick=lambda value: short_number(round(value / 100)),
        peak=f"{when.strftime('%m-%d')} {most}",
        name=name,
    )


@dataclass(frozen=True)
class Row:
    """One day of the chart's table."""

    day: str
    cents: int
    earlier_cents: int
    orders: int


def paid_rows(sales: Sales) -> list[Row]:
    days = zip(sales.dates, sales.paid_cents, sales.earlier_cents, sales.orders, strict=True)
    return [Row(day.isoformat(), amount, earlier, orders) for day, amount, earlier, orders in days]
