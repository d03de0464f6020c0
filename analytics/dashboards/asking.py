"""What a reader asks of a dashboard: whose figures, which days, how fine, beside what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.conf import settings

from analytics.engines import default_engine
from analytics.metrics.engine import Engine
from analytics.metrics.periods import Period
from analytics.metrics.specs import ActiveSpec, Clock, CohortSpec, GrowthSpec, Return
from analytics.rollups.selectors import data_up_to
from analytics.tracking.catalogue import ACTIVE
from analytics.trade.tables import TradeSpec
from config.kernel.clock import local_day, now

DEFAULT_DAYS = 28
COLUMNS: Mapping[Period, int] = {Period.DAY: 15, Period.WEEK: 9, Period.MONTH: 7}
BRACKETS: Mapping[Period, tuple[tuple[int, int], ...]] = {
    Period.DAY: ((0, 0), (1, 3), (4, 7), (8, 14), (15, 30)),
    Period.WEEK: ((0, 0), (1, 1), (2, 3), (4, 7), (8, 12)),
    Period.MONTH: ((0, 0), (1, 1), (2, 3), (4, 6), (7, 12)),
}


@dataclass(frozen=True)
class Ask:
    """Days [start, end) of the site, or of one shop."""

    start: date
    end: date
    grain: Period = Period.DAY
    compares: bool = False
    mode: Return = Return.ON
    clock: Clock = Clock.CALENDAR
    window: int = 7
    shop_id: int | None = None
    currency: str = settings.CURRENCY

    @cached_property
    def as_of(self) -> datetime:
        return now()

    @cached_property
    def counted_until(self) -> datetime | None:
        """What arrived until then is in the figures."""
        return data_up_to()

    @property
    def engine(self) -> Engine:
        return default_engine(shop_id=self.shop_id)

    @property
    def portal(self) -> str:
        return "platform" if self.shop_id is None else "merchant"

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    @property
    def before(self) -> Ask:
        """As many days, right before these."""
        return replace(self, start=self.start - timedelta(days=self.days), end=self.start, compares=False)

    @property
    def _shared(self) -> dict[str, Any]:
        return {"start": self.start, "end": self.end, "as_of": self.as_of}

    @property
    def active(self) -> ActiveSpec:
        return ActiveSpec(events=ACTIVE, **self._shared)

    @property
    def growth(self) -> GrowthSpec:
        return GrowthSpec(events=ACTIVE, period=self.grain, **self._shared)

    @property
    def cohorts(self) -> CohortSpec:
        brackets = BRACKETS[self.grain] if self.mode is Return.BRACKET else ()
        return CohortSpec(
            events=ACTIVE,
            period=self.grain,
            mode=self.mode,
            clock=self.clock,
            columns=COLUMNS[self.grain],
            brackets=brackets,
            **self._shared,
        )

    @property
    def trade(self) -> TradeSpec:
        return TradeSpec(period=self.grain, shop_id=self.shop_id, currency=self.currency, **self._shared)

    def wish(self) -> dict[str, Any]:
        """The question as plain JSON; the same question, the same wish."""
        return {
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
            "grain": str(self.grain),
            "compares": self.compares,
            "mode": str(self.mode),
            "clock": str(self.clock),
            "window": self.window,
            "shop_id": self.shop_id,
            "currency": self.currency,
        }

    @classmethod
    def of_wish(cls, wish: Mapping[str, Any]) -> Ask:
        return cls(
            **{
                **wish,
                "start": date.fromisoformat(wish["start"]),
                "end": date.fromisoformat(wish["end"]),
                "grain": Period(wish["grain"]),
                "mode": Return(wish["mode"]),
                "clock": Clock(wish["clock"]),
            }
        )


def usual_days(days: int = DEFAULT_DAYS) -> tuple[date, date]:
    """So many days that end with today."""
    end = local_day(now()) + timedelta(days=1)
    return end - timedelta(days=days), end
