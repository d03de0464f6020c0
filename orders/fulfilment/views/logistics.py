"""The courier's day: what to fetch and bring, scanning, and what is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from itertools import groupby
from urllib.parse import quote

from django.contrib import messages
from django.db import transaction
from django.db.models import Case, F, IntegerField, Value, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.addresses.regions import label as region_label
from accounts.organisations.access import courier
from config.kernel.clock import now
from config.kernel.errors import DomainError
from config.kernel.pictures import store_picture
from orders.fulfilment.errors import NothingToUndo
from orders.fulfilment.forms import BatchScanForm, ScanForm, add_refusal
from orders.fulfilment.models import Direction, Parcel, ParcelStatus, TrackingEvent
from orders.fulfilment.selectors import (
    Destination,
    cash_since,
    delivered_since,
    doorstep_of,
    hand_overs_of,
    parcel_for,
    scans_of,
    stops,
    tab_counts,
    worklist,
)
from orders.fulfilment.services import UNDO_FOR, UNDO_MARK, record_scan, undo_scan
from orders.fulfilment.states import NEXT
from orders.fulfilment.timeline import track_of
from orders.payments.selectors import cash_owed

TABS = (
    ("deliver", gettext_lazy("To deliver")),
    ("pickup", gettext_lazy("To pick up")),
    ("return", gettext_lazy("Going back")),
    ("trouble", gettext_lazy("Trouble")),
)
PLACE_KEY = "scan_place"
MOST_STOPS = 50
MOST_SCANS = 100


@dataclass(frozen=True)
class Stop:
    """One parcel as the courier sees it: the doorstep, and what may be done next."""

    parcel: Parcel
    destination: Destination | None
    next: list[ParcelStatus]

    @property
    def cash_cents(self) -> int:
        """What has to be collected at the door."""
        if not self.parcel.is_out:
            return 0
        found = getattr(self.parcel, "owed_cents", None)  # lists bring it along
        return cash_owed(self.parcel.order) if found is None else int(found)

    @property
    def map_url(self) -> str:
        """Opens the phone's own map."""
        if self.destination is None or not self.destination.street:
            return ""
        words = f"{region_label(self.destination.region_code)} {self.destination.street}"
        return f"geo:0,0?q={quote(words)}"


def _stop(parcel: Parcel) -> Stop:
    return Stop(parcel, doorstep_of(parcel), [status for status in ParcelStatus if status in NEXT[parcel.status]])


def _midnight() -> datetime:
    today = timezone.localtime(now())
    return datetime.combine(today.date(), time.min, tzinfo=today.tzinfo)


@require_GET
@courier
def work_list(request: HttpRequest) -> HttpResponse:
    tab = request.GET.get("tab", "deliver")
    tab = tab if tab in dict(TABS) else "deliver"
    counts = tab_counts(request.user)
    parcels = stops(worklist(request.user, tab=tab))
    if tab == "pickup":
        from_shops = parcels.exclude(direction=Direction.RETURN)
        waiting = list(from_shops.order_by("order__shop__name", "order__shop_id", "pk")[: MOST_STOPS * 4])
        shops = [(shop, list(group)) for shop, group in groupby(waiting, key=lambda parcel: parcel.order.shop)]
        from_buyers = parcels.filter(direction=Direction.RETURN)
        found: list[Stop] = [_stop(parcel) for parcel in from_buyers.order_by("pk")[:MOST_STOPS]]
    else:
        shops = []
        due = Coalesce("try_again_at", "status_at")
        out_first = F("status").asc() if tab != "deliver" else _out_for_delivery_first()
        found = [_stop(parcel) for parcel in parcels.order_by(out_first, due, "pk")[:MOST_STOPS]]
    done = delivered_since(request.user, since=_midnight())
    context = {
        "tab": tab,
        "tabs": [(name, text, counts[name]) for name, text in TABS],
        "stops": found,
        "shops": shops,
        "left": counts["deliver"],
        "done": done,
        "whole": counts["deliver"] + done,
        "percent": round(100 * done / (counts["deliver"] + done)) if counts["deliver"] + done else 0,
        "offers": hand_overs_of(request.user).filter(taker=request.user.pk).count(),
        "hidden": max(0, counts[tab] - MOST_STOPS) if tab != "pickup" else 0,
    }
    return render(request, "orders/fulfilment/worklist.html", context)


def _out_for_delivery_first() -> Case:
    return Case(
        When(status=ParcelStatus.OUT_FOR_DELIVERY, then=Value(0)), default=Value(1), output_field=IntegerField()
    )


@require_http_methods(["GET", "POST"])
@courier
def scan(request: HttpRequest) -> HttpResponse:
    """Type or scan a waybill, say what happened."""
    if request.method == "GET":
        given = {name: request.GET.get(name, "") for name in ("waybill", "status")}
        form = ScanForm(initial={**given, "place": request.session.get(PLACE_KEY, "")})
        return render(request, "orders/fulfilment/scan.html", {"form": form, "recent": _recent(request)})
    form = ScanForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            parcel, event = _record(request, form)
        except DomainError as refusal:
            add_refusal(form, refusal)
        else:
            request.session[PLACE_KEY] = form.cleaned_data["place"]
            _say(request, parcel, event)
            return redirect(_back_to(request))
    return render(request, "orders/fulfilment/scan.html", {"form": form, "recent": _recent(request)}, status=422)


def _record(request: HttpRequest, form: ScanForm) -> tuple[Parcel, TrackingEvent]:
    """The scan as the form says it; its photo is kept only with it."""
    parcel, clean = parcel_for(request.user, waybill=form.cleaned_data["waybill"]), form.cleaned_data
    with transaction.atomic():
        event = record_scan(
            parcel=parcel,
            status=clean["status"],
            actor=request.user,
            place=clean["place"],
            note=form.words(),
            try_again_at=clean["try_again_at"],
            cash_cents=clean["cash"],
            raw_code=form.code() if clean["status"] == ParcelStatus.DELIVERY_FAILED else "",
        )
        if clean["picture"] and event.picture is None:
            event.picture = store_picture(clean["picture"], alt=form.words())
            event.save(update_fields=["picture"])
    return parcel, event


def _recent(request: HttpRequest) -> list[TrackingEvent]:
    return list(scans_of(request.user, since=now() - UNDO_FOR)[:5])


def _back_to(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/logistics/"):
        return wanted
    return reverse("logistics:scan")


def _say(request: HttpRequest, parcel: Parcel, event: TrackingEvent) -> None:
    undo = reverse("logistics:undo", kwargs={"waybill": parcel.waybill})
    text = _("%(waybill)s: %(state)s") % {"waybill": parcel.waybill, "state": event.get_status_display()}
    messages.success(request, text, extra_tags=f"undo:{undo}")


@require_http_methods(["GET", "POST"])
@courier
def scan_many(request: HttpRequest) -> HttpResponse:
    """One state for many parcels: a cage picked up, a van loaded."""
    form = BatchScanForm(request.POST or None, initial={"place": request.session.get(PLACE_KEY, "")})
    results: list[tuple[str, str, str]] = []
    if request.method == "POST" and form.is_valid():
        status, place = form.cleaned_data["status"], form.cleaned_data["place"]
        results = [_scan_one(request, number, status, place) for number in form.numbers()]
        left = [number for number, _state, error in results if error]
        form = BatchScanForm(initial={"waybills": "\n".join(left), "status": status, "place": place})
        request.session[PLACE_KEY] = place
    context = {"form": form, "results": results, "good": sum(not error for _n, _s, error in results)}
    return render(request, "orders/fulfilment/scan_many.html", context, status=422 if form.errors else 200)


def _scan_one(request: HttpRequest, number: str, status: str, place: str) -> tuple[str, str, str]:
    """(waybill, new state, what was wrong)."""
    try:
        parcel = parcel_for(request.user, waybill=number)
        event = record_scan(parcel=parcel, status=status, actor=request.user, place=place)
    except DomainError as refusal:
        return number[:40], "", refusal.text
    return parcel.waybill, event.get_status_display(), ""


@require_GET
@courier
def parcel_page(request: HttpRequest, waybill: str) -> HttpResponse:
    parcel = parcel_for(request.user, waybill=waybill)
    newest = parcel.events.first()
    is_mine = newest is not None and newest.recorded_by_id == request.user.pk
    can_undo = (
        newest is not None
        and is_mine
        and newest.status != ParcelStatus.INFO_RECEIVED
        and not newest.raw_code.startswith(UNDO_MARK)
        and now() - newest.recorded_at <= UNDO_FOR
    )
    pieces = sum(line.quantity for line in parcel.lines.all())
    context = {"stop": _stop(parcel), "track": track_of(parcel), "pieces": pieces, "can_undo": can_undo}
    return render(request, "orders/fulfilment/parcel.html", context)


@require_GET
@courier
def done(request: HttpRequest) -> HttpResponse:
    """Everything scanned today."""
    scans = scans_of(request.user, since=_midnight())[:MOST_SCANS]
    delivered = delivered_since(request.user, since=_midnight())
    cash = cash_since(request.user, since=_midnight())
    context = {
        "scans": scans,
        "delivered": delivered,
        "cash": cash,
        "cash_cents": sum(payment.amount_cents for payment in cash),
    }
    return render(request, "orders/fulfilment/done.html", context)


@require_POST
@courier
def undo(request: HttpRequest, waybill: str) -> HttpResponse:
    """Take back one's newest scan of a parcel."""
    parcel = parcel_for(request.user, waybill=waybill)
    newest = parcel.events.select_related("parcel").first()
    if newest is None:
        raise NothingToUndo
    correction = undo_scan(event=newest, actor=request.user)
    text = _("Taken back. %(waybill)s is “%(state)s” again.")
    messages.info(request, text % {"waybill": parcel.waybill, "state": correction.get_status_display()})
    return redirect("logistics:parcel", waybill=parcel.waybill)
