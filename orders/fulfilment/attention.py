"""Which parcels need somebody: silent ones, failed ones, those going back, and those that are late."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accounts.addresses.regions import region
from accounts.organisations.models import Merchant
from config.kernel.access import get_or_missing
from config.kernel.clock import now
from orders.fulfilment.exports import safe_cell
from orders.fulfilment.models import Direction, Parcel, ParcelStatus
from orders.fulfilment.selectors import TROUBLE
from orders.fulfilment.states import ACTIVE

ARRIVED_LATE_FOR = timedelta(days=30)
MOST_ROWS = 20_000

KINDS: Mapping[str, Q] = {
    "quiet": Q(stale_at__isnull=False, status__in=ACTIVE),
    "failed": Q(status__in=TROUBLE),
    "back": Q(status=ParcelStatus.RETURNING),
    "returned": Q(status=ParcelStatus.RETURNED, taken_in_at=None) & ~Q(direction=Direction.RETURN),
}
LABELS = {
    "all": gettext_lazy("All of these"),
    "quiet": gettext_lazy("No news"),
    "failed": gettext_lazy("Not handed over"),
    "back": gettext_lazy("Going back"),
    "returned": gettext_lazy("Back at the shop"),
}


def needing_somebody(parcels: QuerySet[Parcel], kind: str = "all") -> QuerySet[Parcel]:
    """Those of one kind, or of any."""
    if kind in KINDS:
        return parcels.filter(KINDS[kind])
    return parcels.filter(Q.create(list(KINDS.values()), connector=Q.OR))


def counts(parcels: QuerySet[Parcel]) -> dict[str, int]:
    """How many of each kind; one query."""
    found: dict[str, int] = parcels.order_by().aggregate(
        all=Count("pk", filter=Q.create(list(KINDS.values()), connector=Q.OR)),
        **{kind: Count("pk", filter=wanted) for kind, wanted in KINDS.items()},
    )
    return found


def parcels_of_merchant(merchant: Merchant) -> QuerySet[Parcel]:
    return Parcel.objects.filter(order__shop__merchant=merchant)


def parcel_of_merchant(merchant: Merchant, *, key: str) -> Parcel:
    parcels = parcels_of_merchant(merchant).select_related("carrier", "order")
    return get_or_missing(parcels.prefetch_related("lines__order_line"), key=key)


def with_words(parcels: QuerySet[Parcel]) -> QuerySet[Parcel]:
    """Parcels with what a row of a list shows."""
    return parcels.select_related("carrier", "order__shop", "order__trade", "order__buyer")


# ------------------------------------------------------------------ late ones


@dataclass(frozen=True)
class LateFilter:
    """What an operator wants to see: still on the way or arrived late lately, of one carrier, to one province."""

    arrived: bool = False
    carrier: str = ""
    province: str = ""


def late_parcels(wanted: LateFilter) -> QuerySet[Parcel]:
    """Over their time: the usual one between the two provinces, or `LATE_DELIVERY_DAYS` where nobody knows better."""
    parcels = Parcel.objects.filter(direction=Direction.OUT)
    if wanted.arrived:
        since = now() - ARRIVED_LATE_FOR
        parcels = parcels.filter(delivered_at__gt=F("late_at"), delivered_at__gte=since)
    else:
        parcels = parcels.filter(late_at__lt=now(), status__in=ACTIVE)
    if wanted.carrier:
        parcels = parcels.filter(carrier__code=wanted.carrier)
    return parcels.filter(to_province=wanted.province) if wanted.province else parcels


def hours_late(parcel: Parcel) -> int:
    """Whole hours over its time, so far or until it arrived."""
    if parcel.late_at is None:
        return 0
    return max(0, int(((parcel.delivered_at or now()) - parcel.late_at).total_seconds() // 3600))


def province_label(code: str) -> str:
    found = region(f"{code}0000") if code else None
    return found.label if found else "–"


def late_csv(parcels: Iterable[Parcel]) -> str:
    """One row a parcel, with the rule that makes it late."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        [
            _("Waybill number"), _("Carrier"), _("Shop"), _("Order number"), pgettext("place", "From"),
            pgettext("place", "To"), _("Handed over"), _("Late from"), _("Why then"), _("State"), _("Arrived"),
            _("Hours late"),
        ]
    )  # fmt: skip
    for parcel in parcels:
        row = [
            parcel.waybill, parcel.carrier.label, parcel.order.shop.name, parcel.order.number,
            province_label(parcel.from_province), province_label(parcel.to_province), _time(parcel.shipped_at),
            _time(parcel.late_at), why_late(parcel), parcel.get_status_display(), _time(parcel.delivered_at),
            hours_late(parcel),
        ]  # fmt: skip
        writer.writerow([safe_cell(cell) for cell in row])
    return "\ufeff" + out.getvalue()


def why_late(parcel: Parcel) -> str:
    """The rule behind the deadline."""
    return _("usual time") if parcel.eta_until else _("no estimate, fixed days")


def _time(instant: datetime | None) -> str:
    return timezone.localtime(instant).strftime("%Y-%m-%d %H:%M") if instant else ""
