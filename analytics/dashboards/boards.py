"""The analytics pages of both portals: filters in the address, tiles, charts; each chart as a file and as a part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import cached_property

from accounts.organisations.models import Permission
from analytics.dashboards.asking import Ask
from analytics.dashboards.cells import Bar, HeatRow, Shown, bars, csv_text, heat_rows, shown_rows
from analytics.dashboards.forms import FilterForm
from analytics.dashboards.frame import Chart, Display
from analytics.dashboards.headlines import tiles
from analytics.dashboards.pages import PAGES, Page, Part, page_named
from analytics.dashboards.plotting import figure
from analytics.dashboards.services import Served, ask_again, serve
from analytics.rollups.selectors import data_up_to
from analytics.value.scope import Scope, in_both_portals
from config.kernel.errors import NotFound

STOP_POLLING = 286
POLL_SECONDS = 2


@dataclass(frozen=True)
class Framed:
    """A served chart with everything its template shows."""

    served: Served
    scope: Scope
    page: Page
    query: str

    @property
    def key(self) -> str:
        return self.served.part.key

    @property
    def chart(self) -> Chart | None:
        return self.served.chart

    @property
    def is_wide(self) -> bool:
        return self.served.part.is_wide

    @property
    def is_plot(self) -> bool:
        return self.chart is not None and self.chart.display is Display.PLOT

    @property
    def is_table(self) -> bool:
        return self.chart is not None and self.chart.display is Display.TABLE

    @cached_property
    def figure(self) -> dict[str, Any] | None:
        return figure(self.chart) if self.chart is not None and self.is_plot and self.chart.is_shown else None

    @cached_property
    def rows(self) -> list[list[Shown]]:
        return shown_rows(self.chart) if self.chart is not None else []

    @cached_property
    def heat(self) -> list[HeatRow]:
        return heat_rows(self.chart) if self.chart is not None else []

    @cached_property
    def bars(self) -> list[Bar]:
        return bars(self.chart) if self.chart is not None else []

    @property
    def script_id(self) -> str:
        return f"figure-{self.key}"

    @property
    def csv_url(self) -> str:
        return self._with(self.scope.url("analytics-csv", self.page.key, self.key))

    @property
    def part_url(self) -> str:
        return self._with(self.scope.url("analytics-chart", self.page.key, self.key))

    def _with(self, url: str) -> str:
        return f"{url}?{self.query}" if self.query else url


def _page_or_missing(scope: Scope, key: str) -> Page:
    page = page_named(scope.portal, key)
    if page is None or (scope.portal == "merchant" and scope.shop is None):
        raise NotFound
    return page


def _form(request: HttpRequest, page: Page) -> FilterForm:
    return FilterForm(request.GET.dict(), uses=page.uses, grain=page.grain)


def _ask(form: FilterForm, scope: Scope) -> Ask:
    if scope.shop is None:
        return form.ask(shop_id=None, currency=settings.CURRENCY)
    return form.ask(shop_id=scope.shop.pk, currency=scope.shop.currency)


@in_both_portals(Permission.ANALYTICS, "GET")
def index(request: HttpRequest, scope: Scope) -> HttpResponse:
    return redirect(scope.url("analytics-page", PAGES[scope.portal][0].key))


@in_both_portals(Permission.ANALYTICS, "GET")
def board(request: HttpRequest, scope: Scope, page_key: str) -> HttpResponse:
    page = _page_or_missing(scope, page_key)
    form = _form(request, page)
    ask = _ask(form, scope)
    query = request.GET.urlencode()
    context = {
        "scope": scope,
        "page": page,
        "pages": [(one, scope.url("analytics-page", one.key)) for one in PAGES[scope.portal]],
        "form": form,
        "ask": ask,
        "last_day": ask.end.fromordinal(ask.end.toordinal() - 1),
        "tiles": tiles(page.tiles, ask),
        "charts": [Framed(serve(page, part, ask), scope, page, query) for part in page.parts],
        "data_up_to": data_up_to(),
    }
    return render(request, "analytics/dashboards/board.html", context)


@in_both_portals(Permission.ANALYTICS, "GET")
def chart(request: HttpRequest, scope: Scope, page_key: str, key: str) -> HttpResponse:
    """One chart as a part of its page: asked for again and again while it is worked out."""
    page, part = _part_or_missing(scope, page_key, key)
    ask = _ask(_form(request, page), scope)
    served = ask_again(page, part, ask) if request.GET.get("again") else serve(page, part, ask)
    framed = Framed(served, scope, page, _without(request, "again"))
    status = 200 if served.is_coming else STOP_POLLING
    return render(request, "analytics/dashboards/_chart.html", {"framed": framed}, status=status)


def _without(request: HttpRequest, name: str) -> str:
    query = request.GET.copy()
    query.pop(name, None)
    return query.urlencode()


def _part_or_missing(scope: Scope, page_key: str, key: str) -> tuple[Page, Part]:
    page = _page_or_missing(scope, page_key)
    part = page.part(key)
    if part is None:
        raise NotFound
    return page, part


@in_both_portals(Permission.ANALYTICS, "GET")
def chart_csv(request: HttpRequest, scope: Scope, page_key: str, key: str) -> HttpResponse:
    """The very table of the chart, with its definition."""
    page, part = _part_or_missing(scope, page_key, key)
    ask = _ask(_form(request, page), scope)
    served = serve(page, part, ask)
    if served.chart is None:
        raise NotFound
    last = ask.end.fromordinal(ask.end.toordinal() - 1)
    name = f"{key}-{scope.name}-{ask.start}-{last}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(csv_text(served.chart), content_type="text/csv; charset=utf-8", headers=headers)
