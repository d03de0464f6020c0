"""A shop's orders: list, detail, shipping one by one or many at once, slips and CSV."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.organisations.access import merchant, merchant_of
from config.kernel.clock import local_day, now
from config.kernel.errors import DomainError, NotFound
from config.kernel.paging import keyset
from orders.checkout.models import Order, OrderStatus
from orders.fulfilment.batch import Row, plan_batch, ship_batch
from orders.fulfilment.errors import BatchRefused
from orders.fulfilment.exports import MOST_ROWS, orders_csv
from orders.fulfilment.forms import BatchForm, ShipForm, TakeInForm, add_refusal
from orders.fulfilment.models import Direction, Parcel, ParcelStatus
from orders.fulfilment.selectors import (
    SHIPPABLE,
    counts_by_status,
    destination_of,
    in_trouble,
    is_shippable,
    matching,
    open_carriers,
    order_of_merchant,
    orders_of_merchant,
    parcels_of,
    with_everything,
)
from orders.fulfilment.services import ship
from orders.fulfilment.timeline import history_of, track_of

MOST_SLIPS = 100
SLIP_SIZES = ("a4", "label")


@dataclass(frozen=True)
class Tab:
    name: str
    label: object
    statuses: Sequence[str]
    is_trouble: bool = False

    def of(self, orders: QuerySet[Order]) -> QuerySet[Order]:
        """The orders this tab holds."""
        if self.is_trouble:
            return in_trouble(orders)
        return orders.filter(status__in=self.statuses) if self.statuses else orders


TABS = (
    Tab("all", gettext_lazy("All"), ()),
    Tab("to-ship", gettext_lazy("To ship"), SHIPPABLE),
    Tab("forming", gettext_lazy("Team is forming"), (OrderStatus.WAIT_GROUP,)),
    Tab("shipped", gettext_lazy("On the way"), (OrderStatus.SHIPPED, OrderStatus.DELIVERED)),
    Tab("trouble", gettext_lazy("In trouble"), (), is_trouble=True),
    Tab("done", gettext_lazy("Received"), (OrderStatus.COMPLETED, OrderStatus.SETTLED)),
    Tab("closed", gettext_lazy("Refunded"), (OrderStatus.REFUNDING, OrderStatus.CLOSED)),
)


def _tab(request: HttpRequest) -> Tab:
    return next((tab for tab in TABS if tab.name == request.GET.get("tab")), TABS[0])


def _asked_for(request: HttpRequest) -> str:
    return request.GET.get("q", "").strip()[:100]


def _count(tab: Tab, orders: QuerySet[Order], counts: Mapping[str, int]) -> int:
    if tab.is_trouble:
        return in_trouble(orders).count()
    return sum(counts.get(status, 0) for status in tab.statuses or counts)


@require_GET
@merchant("orders")
def order_list(request: HttpRequest) -> HttpResponse:
    tab = _tab(request)
    mine = orders_of_merchant(merchant_of(request))
    counts = counts_by_status(mine)
    found = matching(tab.of(mine), _asked_for(request))
    page = keyset(with_everything(found), cursor=request.GET.get("cursor", ""), by="number")
    tabs = [(one, _count(one, mine, counts)) for one in TABS]
    context = {
        "page": page,
        "tab": tab,
        "tabs": [(one, count) for one, count in tabs if count or one.name in {"all", "to-ship", tab.name}],
        "q": _asked_for(request),
        "has_any": any(counts.values()),
    }
    return render(request, "orders/fulfilment/merchant_orders.html", context)


@require_GET
@merchant("orders")
def order_detail(request: HttpRequest, number: str) -> HttpResponse:
    order = order_of_merchant(merchant_of(request), number=number)
    return order_page(request, order, ShipForm(order=order) if is_shippable(order) else None)


@require_POST
@merchant("orders")
def order_ship(request: HttpRequest, number: str) -> HttpResponse:
    order = order_of_merchant(merchant_of(request), number=number)
    form = ShipForm(request.POST, order=order)
    if form.is_valid():
        try:
            ship(
                order=order,
                carrier=form.cleaned_data["carrier"],
                waybill=form.cleaned_data["waybill"],
                quantities=form.quantities(),
                actor=request.user,
            )
        except DomainError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Shipped. The buyer can follow the parcel now."))
            return redirect("merchant:order", number=number)
    return order_page(request, order_of_merchant(merchant_of(request), number=number), form, status=422)


def order_page(
    request: HttpRequest,
    order: Order,
    form: ShipForm | None,
    *,
    take_in_form: TakeInForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """One order of the shop, with the forms as they were filled in."""
    parcels = parcels_of(order)
    context = {
        "order": order,
        "form": form,
        "destination": destination_of(order),
        "tracks": [(parcel, track_of(parcel), _take_in_form(parcel, take_in_form)) for parcel in parcels],
        "history": history_of(order, parcels),
    }
    return render(request, "orders/fulfilment/merchant_order.html", context, status=status)


def _take_in_form(parcel: Parcel, posted: TakeInForm | None) -> TakeInForm | None:
    """For parcels that came back and nobody has looked at: the form as sent, or a new one."""
    if parcel.status != ParcelStatus.RETURNED or parcel.taken_in_at or parcel.direction == Direction.RETURN:
        return None
    return posted if posted is not None and posted.parcel == parcel else TakeInForm(parcel=parcel)


@require_http_methods(["GET", "POST"])
@merchant("orders")
def batch_ship(request: HttpRequest) -> HttpResponse:
    """Paste, look, ship."""
    if request.method == "GET":
        lines = [f"{number}, , " for number in request.GET.getlist("number")[:MOST_SLIPS]]
        return _batch_page(request, BatchForm(initial={"lines": "\n".join(lines)}))
    form = BatchForm(request.POST)
    rows: list[Row] = []
    if form.is_valid():
        text = form.cleaned_data["lines"]
        try:
            if request.POST.get("action") == "ship":
                return _ship_pasted(request, form)
            rows = plan_batch(merchant=merchant_of(request), text=text)
        except BatchRefused as refusal:
            add_refusal(form, refusal)
            rows = plan_batch(merchant=merchant_of(request), text=text)
        except DomainError as refusal:
            add_refusal(form, refusal)
    return _batch_page(request, form, rows, status=422 if form.errors else 200)


def _ship_pasted(request: HttpRequest, form: BatchForm) -> HttpResponse:
    rows = ship_batch(
        merchant=merchant_of(request),
        text=form.cleaned_data["lines"],
        actor=request.user,
        all_or_none=form.cleaned_data["all_or_none"],
    )
    shipped = [row for row in rows if row.parcel]
    left = [row for row in rows if not row.parcel]
    if shipped:
        text = ngettext("%(count)d order shipped.", "%(count)d orders shipped.", len(shipped))
        messages.success(request, text % {"count": len(shipped)})
    if not left:
        return redirect(f"{reverse('merchant:orders')}?tab=shipped")
    again = BatchForm(initial={"lines": "\n".join(row.text for row in left)})
    return _batch_page(request, again, rows, done=True)


def _batch_page(
    request: HttpRequest, form: BatchForm, rows: Sequence[Row] = (), *, status: int = 200, done: bool = False
) -> HttpResponse:
    context = {
        "form": form,
        "rows": rows,
        "ready": [row for row in rows if row.is_ready],
        "faulty": [row for row in rows if row.error],
        "carriers": open_carriers(),
        "done": done,
    }
    return render(request, "orders/fulfilment/merchant_batch.html", context, status=status)


@require_POST
@merchant("orders")
def selected(request: HttpRequest) -> HttpResponse:
    """The bar over the order table: what to do with the ticked orders."""
    numbers = request.POST.getlist("number")[:MOST_SLIPS]
    if not numbers:
        messages.info(request, _("Tick the orders first."))
        return redirect("merchant:orders")
    page = "merchant:orders-print" if request.POST.get("action") == "print" else "merchant:orders-ship"
    query = urlencode([("number", number) for number in numbers])
    return redirect(f"{reverse(page)}?{query}")


@require_GET
@merchant("orders")
def print_slips(request: HttpRequest) -> HttpResponse:
    """Packing slips of the chosen orders, or of everything that waits."""
    mine = with_everything(orders_of_merchant(merchant_of(request)))
    numbers = request.GET.getlist("number")
    chosen = mine.filter(number__in=numbers) if numbers else mine.filter(status__in=SHIPPABLE)
    orders = list(chosen.order_by("pk")[:MOST_SLIPS])
    if numbers and not orders:
        raise NotFound
    size = request.GET.get("size", "a4")
    context = {
        "slips": [(order, destination_of(order)) for order in orders],
        "size": size if size in SLIP_SIZES else "a4",
    }
    return render(request, "orders/fulfilment/packing_slips.html", context)


@require_GET
@merchant("orders")
def export(request: HttpRequest) -> HttpResponse:
    """The list as it is filtered, as a CSV file."""
    tab = _tab(request)
    mine = orders_of_merchant(merchant_of(request))
    found = matching(tab.of(mine), _asked_for(request))
    body = orders_csv(with_everything(found)[:MOST_ROWS])
    headers = {"Content-Disposition": f'attachment; filename="orders-{tab.name}-{local_day(now())}.csv"'}
    return HttpResponse(body, content_type="text/csv; charset=utf-8", headers=headers)
