"""The pages of both portals and the charts on each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from analytics.dashboards import algorithm, behaviour, campaigns, people, trading
from analytics.dashboards.asking import Ask
from analytics.dashboards.frame import Chart

Builder = Callable[[Ask], Chart]


@dataclass(frozen=True)
class Part:
    """A chart of a page. `is_slow`: worked out by a task and kept; `is_wide`: it takes the whole row."""

    key: str
    build: Builder
    is_slow: bool = False
    is_wide: bool = False


@dataclass(frozen=True)
class Page:
    """`uses`: the filters that make sense on it."""

    key: str
    title: str | Promise
    parts: Sequence[Part]
    uses: frozenset[str] = frozenset()
    grain: str = "day"
    tiles: str = ""

    def part(self, key: str) -> Part | None:
        return next((one for one in self.parts if one.key == key), None)


SALES = Part("sales", trading.sold, is_wide=True)
TEAMS = Part("teams", trading.teams)
BOUGHT = Part("brought", trading.brought)
AGAIN = (Part("repurchase", trading.repurchases), Part("ltv", trading.lifetime, is_slow=True))
RETURNS = (Part("cohorts", people.cohorts, is_wide=True), Part("retention", people.retention_curve, is_wide=True))
WAYS = (Part("funnel", behaviour.funnel, is_slow=True), Part("convert-time", behaviour.time_to_convert, is_slow=True))
SEEN = (
    Part("rates", behaviour.content_rates, is_slow=True, is_wide=True),
    Part("best", behaviour.best_content, is_slow=True, is_wide=True),
)
PEOPLE = (
    Part("active", people.active_people, is_wide=True),
    Part("accounting", people.accounting, is_wide=True),
)

PLATFORM = (
    Page(
        "growth",
        pgettext_lazy("dashboard", "Growth"),
        (*PEOPLE, Part("curve", people.growth_curve, is_slow=True), Part("active-days", people.active_days)),
        frozenset({"grain", "compare"}),
        tiles="people",
    ),
    Page("retention", _("Retention"), RETURNS, frozenset({"grain", "mode", "clock"}), grain="week"),
    Page(
        "funnel",
        _("Ways to a purchase"),
        (*WAYS, Part("paths", behaviour.paths, is_slow=True, is_wide=True)),
        frozenset({"window"}),
    ),
    Page(
        "content", pgettext_lazy("dashboard", "Content"), (Part("notes", behaviour.notes_by_day, is_wide=True), *SEEN)
    ),
    Page(
        "community",
        pgettext_lazy("dashboard", "Community"),
        (Part("together", behaviour.groups_by_day, is_wide=True), Part("groups", behaviour.groups, is_wide=True)),
    ),
    Page(
        "trade",
        pgettext_lazy("dashboard", "Trade"),
        (
            SALES,
            TEAMS,
            Part("viral", trading.viral),
            *AGAIN,
            BOUGHT,
            Part("creators", trading.creators),
            Part("shops", trading.shops, is_wide=True),
        ),
        frozenset({"grain", "compare"}),
        tiles="trade",
    ),
    Page(
        "algorithm",
        _("Effect of the algorithm"),
        (
            Part("ranking", algorithm.by_score, is_slow=True, is_wide=True),
            Part("surfaces", algorithm.by_surface, is_slow=True, is_wide=True),
        ),
    ),
)
MERCHANT = (
    Page(
        "trade",
        pgettext_lazy("dashboard", "Trade"),
        (SALES, TEAMS, *AGAIN),
        frozenset({"grain", "compare"}),
        tiles="trade",
    ),
    Page(
        "traffic",
        pgettext_lazy("dashboard", "Traffic"),
        (Part("visitors", trading.visitors, is_wide=True), *WAYS),
        frozenset({"window"}),
    ),
    Page("content", pgettext_lazy("dashboard", "Content"), (BOUGHT, *SEEN)),
    Page(
        "customers",
        _("Customers"),
        (*PEOPLE, *RETURNS),
        frozenset({"grain", "compare", "mode", "clock"}),
        grain="week",
        tiles="people",
    ),
    Page("campaigns", _("Campaigns"), (TEAMS, Part("coupons", campaigns.coupons, is_wide=True))),
)
PAGES: Mapping[str, Sequence[Page]] = {"platform": PLATFORM, "merchant": MERCHANT}


def page_named(portal: str, key: str) -> Page | None:
    return next((one for one in PAGES[portal] if one.key == key), None)
