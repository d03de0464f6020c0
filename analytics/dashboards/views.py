"""The first page of the merchant and the platform portal."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from accounts.organisations.access import Hats, hats_of, merchant, merchant_of, operator
from accounts.organisations.models import Permission
from analytics.dashboards.selectors import (
    PlatformTodos,
    Sales,
    ShopTodos,
    best_sellers,
    latest_orders,
    new_customers,
    new_people,
    newest_shops,
    platform_sales,
    platform_todos,
    sales,
    shop_of,
    shop_todos,
)
from analytics.dashboards.tiles import average_tile, orders_tile, paid_chart, paid_rows, paid_tile, tile
from config.kernel.clock import now
from config.kernel.errors import NotFound
from orders.checkout.models import Order

LATE_HOURS = 24


@dataclass(frozen=True)
class Todo:
    """What the `todo` component shows."""

    label: str
    count: int
    line: str
    href: str
    urgent: bool = False


def _link(name: str, query: str = "") -> str:
    """The address of a page of the portal; a page that is not installed leads home."""
    portal = name.partition(":")[0]
    try:
        return reverse(name) + query
    except NoReverseMatch:
        return reverse(f"{portal}:home")


@require_GET
@merchant()
def merchant_home(request: HttpRequest) -> HttpResponse:
    hats, mine = hats_of(request), merchant_of(request)
    shop, todos = shop_of(mine), shop_todos(mine)
    context: dict[str, object] = {
        "shop": shop,
        "todos": _shop_todos(todos, hats),
        "waiting": todos.total,
        "has_products": bool(todos.listed or todos.drafts or todos.sent_back),
        "latest": latest_orders(mine) if hats.may(Permission.ORDERS) else None,
    }
    if shop is not None and hats.may(Permission.ANALYTICS):
        found = sales(Order.objects.filter(shop=shop), currency=shop.currency)
        means = _("People whose first paid order in your shop is today's. Guests without an account are not counted.")
        customers = tile(_("New customers"), new_customers(shop), means)
        context["tiles"] = [paid_tile(found), orders_tile(found), average_tile(found), customers]
        context |= _chart(request, found) | {"best": best_sellers(shop)}
    return render(request, "analytics/dashboards/merchant_home.html", context)


def _chart(request: HttpRequest, found: Sales) -> dict[str, object]:
    """The chart of paid amounts, or its twin: the table."""
    as_table = request.GET.get("table") == "paid"
    return {
        "sales": found,
        "chart": None if as_table or found.is_empty else paid_chart(found),
        "rows": paid_rows(found) if as_table else None,
    }


def _shop_todos(todos: ShopTodos, hats: Hats) -> list[Todo]:
    shown = []
    if hats.may(Permission.ORDERS):
        line = _("silent, not handed over, coming back") if todos.in_trouble else _("no parcel in trouble")
        href = _link("merchant:parcels")
        shown += [_to_ship(todos), Todo(_("Parcels in trouble"), todos.in_trouble, line, href, urgent=True)]
    if hats.may(Permission.CATALOGUE):
        low = _("at or under their limit") if todos.low_stock else _("everything is in stock")
        back = _("an operator left a reason") if todos.sent_back else _("nothing sent back")
        drafts = _("not sent to review yet") if todos.drafts else _("no unfinished products")
        shown += [
            Todo(_("Running low"), todos.low_stock, low, _link("merchant:stock", "?low=1")),
            Todo(_("Listings sent back"), todos.sent_back, back, _link("merchant:products", "?state=rejected"), True),
            Todo(_("Drafts"), todos.drafts, drafts, _link("merchant:products", "?state=draft")),
        ]
    return shown


def _to_ship(todos: ShopTodos) -> Todo:
    """Urgent once somebody has waited a day."""
    line, hours = _("all shipped"), 0
    if todos.oldest_paid_at is not None:
        hours = int((now() - todos.oldest_paid_at).total_seconds() // 3600)
        line = ngettext("the oldest waits %(count)d hour", "the oldest waits %(count)d hours", hours) % {"count": hours}
    href = _link("merchant:orders", "?tab=to-ship")
    return Todo(_("To ship"), todos.to_ship, line, href, urgent=hours >= LATE_HOURS)


@require_GET
@merchant(Permission.ANALYTICS)
def merchant_paid_csv(request: HttpRequest) -> HttpResponse:
    shop = shop_of(merchant_of(request))
    if shop is None:
        raise NotFound
    return _paid_csv(sales(Order.objects.filter(shop=shop), currency=shop.currency), shop.slug)


@require_GET
@operator
def platform_home(request: HttpRequest) -> HttpResponse:
    found, todos = platform_sales(), platform_todos()
    context = {
        "todos": _platform_todos(todos),
        "waiting": todos.total,
        "tiles": [
            paid_tile(found),
            orders_tile(found),
            tile(_("Buyers"), found.buyers, _("People with at least one order paid today; guests are not counted.")),
            tile(_("New accounts"), new_people(), _("Accounts made today.")),
        ],
        "shops": newest_shops(),
    }
    return render(request, "analytics/dashboards/platform_home.html", context | _chart(request, found))


def _platform_todos(todos: PlatformTodos) -> list[Todo]:
    return [
        Todo(_("Applications"), todos.applications, _("shops that want to sell"), _link("platform:applications")),
        Todo(_("Listings to review"), todos.listings, _("products nobody can see yet"), _link("platform:listings")),
        Todo(
            _("Late to ship"),
            todos.late,
            _("paid more than 48 hours ago"),
            _link("platform:orders", "?only=late"),
            True,
        ),
        Todo(
            _("Parcels in trouble"),
            todos.in_trouble,
            _("silent, not handed over, coming back"),
            _link("platform:parcels"),
            urgent=True,
        ),
        Todo(_("Late parcels"), todos.late_parcels, _("slower than nine in ten"), _link("platform:late")),
        Todo(
            _("Refunds in trouble"),
            todos.refunds,
            _("the provider refused; money is owed"),
            _link("platform:orders", "?status=refunding"),
            urgent=True,
        ),
    ]


@require_GET
@operator
def platform_paid_csv(request: HttpRequest) -> HttpResponse:
    return _paid_csv(platform_sales(), "platform")


def _paid_csv(found: Sales, name: str) -> HttpResponse:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([_("Day"), _("Paid amount"), _("14 days earlier"), _("Paid orders"), _("Currency")])
    for row in paid_rows(found):
        writer.writerow(
            [row.day, f"{row.cents / 100:.2f}", f"{row.earlier_cents / 100:.2f}", row.orders, found.currency]
        )
    headers = {"Content-Disposition": f'attachment; filename="paid-{name}-{found.dates[-1]}.csv"'}
    return HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)
