"""What came of a campaign. Every figure is counted from teams, seats and refunds, none is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from django.db.models import Count, Exists, F, OuterRef, Q, Sum

from orders.checkout.models import Order
from orders.groupbuy.models import GroupCampaign, GroupSeat, GroupTeam, SeatStatus, TeamStatus
from orders.payments.models import Refund

FEW = 5  # teams that have ended, below which a rate says little


@dataclass(frozen=True)
class Results:
    """One campaign in figures. `fill_rate` is filled ÷ ended, in per cent: teams still running are left out."""

    opened: int
    running: int
    filled: int
    failed: int
    people: int
    newcomers: int
    pieces: int
    sold_cents: int
    refunds: int
    refunded_cents: int
    time_to_fill: timedelta | None

    @property
    def ended(self) -> int:
        return self.filled + self.failed

    @property
    def fill_rate(self) -> int | None:
        return round(100 * self.filled / self.ended) if self.ended else None

    @property
    def is_few(self) -> bool:
        return self.ended < FEW

    @property
    def hours_to_fill(self) -> float | None:
        return round(self.time_to_fill.total_seconds() / 3600, 1) if self.time_to_fill else None


def results_of(campaign: GroupCampaign) -> Results:
    """Six queries, however many teams."""
    teams = GroupTeam.objects.filter(campaign=campaign, opened_at__isnull=False).exclude(status=TeamStatus.MERGED)
    failed = Q(status__in=[TeamStatus.EXPIRED, TeamStatus.REFUNDED, TeamStatus.GIVEN_UP])
    counts = teams.aggregate(
        opened=Count("pk"),
        running=Count("pk", filter=Q(status=TeamStatus.OPEN)),
        filled=Count("pk", filter=Q(status=TeamStatus.SUCCEEDED)),
        failed=Count("pk", filter=failed),
    )
    kept = GroupSeat.objects.filter(campaign=campaign, status=SeatStatus.PAID, team__status=TeamStatus.SUCCEEDED)
    sums = kept.aggregate(
        people=Count("buyer", distinct=True),
        pieces=Sum("quantity"),
        cents=Sum(F("unit_price_cents") * F("quantity") - F("returned_cents")),
    )
    before = Order.objects.filter(
        shop=campaign.shop_id,
        buyer=OuterRef("buyer"),
        paid_at__isnull=False,
        placed_at__lt=OuterRef("order__placed_at"),
    )
    newcomers = kept.filter(~Exists(before)).values("buyer").distinct().count()
    back = Refund.objects.filter(order__group_seat__campaign=campaign).aggregate(
        count=Count("pk"), cents=Sum("amount_cents")
    )
    ended = teams.filter(status=TeamStatus.SUCCEEDED).values_list("opened_at", "ended_at")
    seconds = [(end - start).total_seconds() for start, end in ended if start and end]
    return Results(
        **counts,
        people=sums["people"] or 0,
        newcomers=newcomers,
        pieces=sums["pieces"] or 0,
        sold_cents=sums["cents"] or 0,
        refunds=back["count"] or 0,
        refunded_cents=back["cents"] or 0,
        time_to_fill=timedelta(seconds=median(seconds)) if seconds else None,
    )
