"""Charts of what a shop gives: coupons taken and used."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from analytics.dashboards.asking import Ask
from analytics.dashboards.frame import Chart, Column, Display, Kind, State
from analytics.statistics.rates import Rate
from orders.promotions.models import Coupon

MOST_LINES = 20


def coupons(ask: Ask) -> Chart:
    """Coupons of the shop taken in the range, and what became of them."""
    spec = ask.trade
    span: tuple[datetime, datetime] = (spec.starts_at, spec.ends_at)
    taken = Coupon.objects.filter(created_at__gte=span[0], created_at__lt=span[1], terms__campaign__shop=ask.shop_id)
    found = (
        taken.order_by()
        .values("terms__campaign__name", "terms")
        .annotate(taken=Count("pk"), used=Count("pk", filter=Q(used_at__isnull=False)))
        .order_by("-taken", "terms")[:MOST_LINES]
    )
    rows = [
        [one["terms__campaign__name"], one["taken"], one["used"], Rate(one["used"], one["taken"]).value]
        for one in found
    ]
    return Chart(
        key="coupons",
        title=_("Coupons taken and used"),
        definition=_(
            "Coupons of your shop taken in these days, by campaign, and how many of these have been used by now."
        ),
        columns=[
            Column(_("Campaign"), Kind.THEIRS),
            Column(_("Taken")),
            Column(_("Used")),
            Column(_("Share"), Kind.SHARE),
        ],
        rows=rows,
        display=Display.TABLE,
        summary=_("%(used)s of %(taken)s coupons were used.")
        % {"taken": sum(int(row[1]) for row in rows), "used": sum(int(row[2]) for row in rows)},
        state=State.OK if rows else State.EMPTY,
    )
