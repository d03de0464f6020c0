"""Shares and means of trade tables."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from analytics.statistics.rates import Rate
from analytics.trade.tables import (
    Brought,
    Conversion,
    Repurchase,
    RepurchaseLine,
    SalesLine,
    TeamTable,
    ValueCohort,
    ViralTable,
)


def per_order(line: SalesLine) -> float | None:
    """Average order value (笔单价), in cents: paid amount ÷ paid orders."""
    return line.paid_cents / line.orders if line.orders else None


def per_buyer(line: SalesLine) -> float | None:
    """Paid amount a buyer (客单价), in cents: what members paid ÷ members who paid."""
    return line.member_cents / line.buyers if line.buyers else None


def conversion_rate(table: Conversion) -> Rate:
    return Rate(table.buyers, table.visitors)


def repurchase_rate(table: Repurchase | RepurchaseLine) -> Rate:
    return Rate(table.again, table.size if isinstance(table, RepurchaseLine) else table.buyers)


def mean_repurchase(lines: Sequence[RepurchaseLine]) -> Rate | None:
    """Of all cohorts that have had their time, together."""
    mature = [line for line in lines if line.is_mature and line.size]
    return Rate(sum(line.again for line in mature), sum(line.size for line in mature)) if mature else None


def lifetime_value(cohort: ValueCohort) -> list[float | None]:
    """What one of the cohort has paid up to and with each period, in cents; all who first bought count, not only those
    who bought again."""
    return [cell.cents / cohort.size if cohort.size else None for cell in cohort.cells]


def invitations_each(table: ViralTable) -> float | None:
    """i: invitations that were opened, for each new member."""
    return table.opened / table.members if table.members else None


def invitations_taken(table: ViralTable) -> float | None:
    """c: who joined, of those who opened an invitation."""
    return table.joined / table.opened if table.opened else None


def viral_k(table: ViralTable) -> float | None:
    """K = i·c: new people that one new person brings."""
    return table.joined / table.members if table.members else None


def cycle_seconds(table: ViralTable | TeamTable) -> float | None:
    """The median of the times."""
    return median(table.times) / 1_000_000 if table.times else None


def completion_rate(table: TeamTable) -> Rate:
    """Complete teams ÷ teams that ended; those merged into others count with those."""
    return Rate(table.completed, table.completed + table.unfilled + table.given_up)


def content_share(table: Brought) -> Rate:
    """Orders that came by notes ÷ all orders."""
    return Rate(table.orders, table.all_orders)
