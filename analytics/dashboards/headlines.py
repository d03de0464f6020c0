"""The tiles over a page's charts: of the same engines, beside as many days before."""

from __future__ import annotations

from django.utils.translation import gettext as _

from analytics.dashboards.asking import Ask
from analytics.dashboards.tiles import Tile
from analytics.metrics.ratios import stickiness
from analytics.statistics.rates import Rate
from analytics.trade.coming_back import conversion, repurchase
from analytics.trade.ratios import per_buyer, per_order
from analytics.trade.sales import sales, sales_of_range
from config.kernel.templatetags.hetang import cents, short_number

FEW_BUYERS = 5
NOTHING = "–"


def tiles(kind: str, ask: Ask) -> list[Tile]:
    if kind == "people":
        return people_tiles(ask)
    return trade_tiles(ask) if kind == "trade" else []


def _tile(name: str, shown: str, now: float | None, before: float | None, means: str, *, few: bool = False) -> Tile:
    delta = ""
    if now is not None and before:
        delta = "" if now == before else f"{abs(now - before) / before:.1%}"
    base = _("than the days before") if delta else _("as the days before") if before and now == before else ""
    return Tile(name, shown, delta, (now or 0) >= (before or 0), base, [], means, few)


def people_tiles(ask: Ask) -> list[Tile]:
    days = ask.engine.active(ask.active)
    earlier = ask.engine.active(ask.before.active)
    last, then = days.days[-1], earlier.days[-1]
    sticky, before = stickiness(days), stickiness(earlier)
    news = sum(one.daily for one in days.days) / len(days.days)
    olds = sum(one.daily for one in earlier.days) / len(earlier.days)
    return [
        _tile(
            _("Active a day"),
            f"{news:,.1f}",
            news,
            olds,
            _("The mean of daily active people over the range; today counts as far as it has come."),
        ),
        _tile(
            _("Active in 7 days"),
            short_number(last.weekly),
            last.weekly,
            then.weekly,
            _("Different people in the 7 days that end the range."),
        ),
        _tile(
            _("Active in 28 days"),
            short_number(last.monthly),
            last.monthly,
            then.monthly,
            _("Different people in the 28 days that end the range."),
        ),
        _tile(
            _("Stickiness"),
            NOTHING if sticky is None else f"{sticky:.1%}",
            sticky,
            before,
            _("Mean daily active people of 28 days ÷ active people in these 28 days. It needs a range of 28 days."),
        ),
    ]


def trade_tiles(ask: Ask) -> list[Tile]:
    spec, then = ask.trade, ask.before.trade
    now, before = sales_of_range(spec), sales_of_range(then)
    visit, visited = conversion(spec), conversion(then)
    again, again_before = repurchase(spec), repurchase(then)
    rates = [Rate(visit.buyers, visit.visitors), Rate(visited.buyers, visited.visitors)]
    backs = [Rate(again.again, again.buyers), Rate(again_before.again, again_before.buyers)]
    few = now.buyers < FEW_BUYERS

    def money(value: float | None) -> str:
        return NOTHING if value is None else cents(round(value), ask.currency)

    def share(rate: Rate) -> str:
        return NOTHING if rate.value is None else f"{rate.value:.1%}"

    found = [
        _tile(
            _("Paid amount"),
            money(now.paid_cents),
            now.paid_cents,
            before.paid_cents,
            _("GMV: by the time of payment, with postage, refunds not taken off."),
        ),
        _tile(
            _("Net"),
            money(now.net_cents),
            now.net_cents,
            before.net_cents if before.net_cents > 0 else None,
            _("Paid amount less what was refunded in these days."),
        ),
        _tile(
            _("Average order"),
            money(per_order(now)),
            per_order(now),
            per_order(before),
            _("Paid amount ÷ paid orders."),
        ),
        _tile(
            _("Paid a buyer"),
            money(per_buyer(now)),
            per_buyer(now),
            per_buyer(before),
            _("What people with an account paid ÷ those people."),
            few=few,
        ),
        _tile(
            _("Conversion"),
            share(rates[0]),
            rates[0].value,
            rates[1].value,
            _("Of visitors who agreed to be counted, who paid in these days."),
            few=not rates[0].is_enough,
        ),
        _tile(
            _("Bought again"),
            share(backs[0]),
            backs[0].value,
            backs[1].value,
            _("Of the buyers of these days, who made a second purchase in them."),
            few=few,
        ),
        _tile(
            _("Paid orders"),
            short_number(now.orders),
            now.orders,
            before.orders,
            _("One checkout in two shops is two orders."),
        ),
        _tile(
            _("Buyers"),
            short_number(now.buyers),
            now.buyers,
            before.buyers,
            _("Different people with an account who paid."),
        ),
    ]
    return _with_sparks(found, ask)


def _with_sparks(found: list[Tile], ask: Ask) -> list[Tile]:
    lines = sales(ask.trade)
    rows = {0: [one.paid_cents for one in lines], 6: [one.orders for one in lines], 7: [one.buyers for one in lines]}
    return [
        Tile(**{**vars(one), "values": rows.get(place, [])}) if len(rows.get(place, [])) > 1 else one
        for place, one in enumerate(found)
    ]
