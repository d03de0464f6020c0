"""What customers are worth, for a shop and for the platform."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.organisations.access import merchant, operator
from accounts.organisations.models import Permission
from analytics.value.drawing import hold_out_chart
from analytics.value.foretelling import DISCOUNT, ENOUGH, HORIZON
from analytics.value.models import RunState, ValueRun
from analytics.value.scope import Scope, platform_scope, shop_scope
from analytics.value.selectors import bands_of, grid_of, groups_of, last_run, newest_run, open_run
from analytics.value.services import ask_for_value
from analytics.value.wording import ADVICE, hold_out_words
from config.kernel.errors import NotFound

STOP_POLLING = 286


@merchant(Permission.ANALYTICS)
@require_GET
def shop_value(request: HttpRequest) -> HttpResponse:
    return _page(request, shop_scope(request))


@operator
@require_GET
def site_value(request: HttpRequest) -> HttpResponse:
    return _page(request, platform_scope(request))


def _page(request: HttpRequest, scope: Scope) -> HttpResponse:
    run, last = newest_run(scope.shop), last_run(scope.shop)
    context: dict[str, Any] = {
        "scope": scope,
        "run": run,
        "open": last if last and last.is_open else None,
        "has_failed": last is not None and last.state == RunState.FAILED,
        "progress_url": scope.url("value-progress"),
        "ask_url": scope.url("value-ask"),
        "csv_url": scope.url("value-csv"),
    }
    return render(request, "analytics/value/page.html", context | (_figures(run) if run else {}))


def _figures(run: ValueRun) -> dict[str, Any]:
    lines = groups_of(run)
    people = sum(line.people for line in lines)
    net_cents = sum(line.net_cents for line in lines)
    return {
        "groups": [(line, ADVICE[line.group]) for line in lines],
        "grid": grid_of(run),
        "people": people,
        "net_cents": net_cents,
        "cents_each": round(net_cents / people) if people else 0,
        "repeat_share": 100 * run.repeat_buyers / run.customers if run.customers else None,
        "enough": ENOUGH,
        "missing": max(0, ENOUGH - run.repeat_buyers),
        **(_foretold(run) if "buying" in run.findings else {}),
    }


def _foretold(run: ValueRun) -> dict[str, Any]:
    held, bands = run.findings["held_out"], bands_of(run)
    words = hold_out_words(held["error"])
    return {
        "held": held,
        "held_words": words,
        "held_chart": hold_out_chart(held["points"], name=words),
        "bands": bands,
        "expected": sum(band.expected for band in bands),
        "worth_cents": sum(band.worth_cents for band in bands),
        "horizon": HORIZON,
        "discount": round(DISCOUNT * 100),
    }


@merchant(Permission.ANALYTICS)
@require_GET
def shop_progress(request: HttpRequest) -> HttpResponse:
    return _progress(request, shop_scope(request))


@operator
@require_GET
def site_progress(request: HttpRequest) -> HttpResponse:
    return _progress(request, platform_scope(request))


def _progress(request: HttpRequest, scope: Scope) -> HttpResponse:
    """How far it is; the page comes anew when it has ended."""
    run = open_run(scope.shop)
    context = {"open": run, "progress_url": scope.url("value-progress"), "page_url": scope.url("value")}
    if run is not None:
        return render(request, "analytics/value/_progress.html", context)
    answer = render(request, "analytics/value/_progress.html", context, status=STOP_POLLING)
    answer["HX-Refresh"] = "true"
    return answer


@merchant(Permission.ANALYTICS)
@require_POST
def shop_ask(request: HttpRequest) -> HttpResponse:
    return _ask(shop_scope(request))


@operator
@require_POST
def site_ask(request: HttpRequest) -> HttpResponse:
    return _ask(platform_scope(request))


def _ask(scope: Scope) -> HttpResponse:
    ask_for_value(shop=scope.shop)
    return redirect(scope.url("value"))


@merchant(Permission.ANALYTICS)
@require_GET
def shop_csv(request: HttpRequest) -> HttpResponse:
    return _csv(shop_scope(request))


@operator
@require_GET
def site_csv(request: HttpRequest) -> HttpResponse:
    return _csv(platform_scope(request))


def _csv(scope: Scope) -> HttpResponse:
    """The table of groups, as it stands on the page."""
    run = newest_run(scope.shop)
    if run is None:
        raise NotFound
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        [_("Group of customers"), _("Customers"), _("Orders"), _("Paid less refunded"), _("Currency"), _("As of")]
    )
    for line in groups_of(run):
        row = [line.group.label, line.people, line.orders, f"{line.net_cents / 100:.2f}", run.currency]
        writer.writerow([*row, run.as_of.isoformat(timespec="seconds")])
    headers = {"Content-Disposition": f'attachment; filename="customers-{scope.name}-{run.as_of:%Y-%m-%d}.csv"'}
    return HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)
