"""The filters of a dashboard, as they stand in its address. What can't be read is said beside its field."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from analytics.dashboards.asking import Ask, usual_days
from analytics.metrics.periods import Period
from analytics.metrics.specs import Clock, Return
from config.kernel.clock import local_day, now

MOST_DAYS = 731
FEW_DAYS, MANY_DAYS = 7, 92
EARLIEST = date(2000, 1, 1)
RANGES = [("7", _("7 days")), ("28", _("28 days")), ("90", _("90 days")), ("own", _("These days"))]
GRAINS = [("day", _("By day")), ("week", _("By week")), ("month", _("By month"))]
MODES = [
    ("on", _("Came back in it")),
    ("on_or_after", _("Came back in it or later")),
    ("bracket", _("Came back within a span")),
]
CLOCKS = [("calendar", _("Calendar days")), ("rolling", _("24 hours from one's start"))]
WINDOWS = [("1", _("1 day")), ("7", _("7 days")), ("28", _("28 days"))]


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class FilterForm(forms.Form):
    """Every field has a default, so that a bare address is a whole question."""

    range = forms.ChoiceField(label=_("Days"), choices=RANGES, required=False)
    grain = forms.ChoiceField(label=_("How fine"), choices=GRAINS, required=False)
    mode = forms.ChoiceField(label=_("Who counts as back"), choices=MODES, required=False)
    clock = forms.ChoiceField(label=_("Counted by"), choices=CLOCKS, required=False)
    window = forms.ChoiceField(label=_("Time to get through"), choices=WINDOWS, required=False)
    compare = forms.BooleanField(label=_("Beside the days before"), required=False)

    def __init__(self, data: Mapping[str, Any], *, uses: frozenset[str] = frozenset(), grain: str = "day") -> None:
        given = {"range": "28", "grain": grain, "mode": "on", "clock": "calendar", "window": "7"}
        given |= {name: value for name, value in data.items() if value}
        if ("from" in given or "to" in given) and not data.get("range"):
            given["range"] = "own"
        super().__init__(given, auto_id="filter-%s")
        for name, label in (("from", _("From")), ("to", _("Up to and with"))):
            self.fields[name] = forms.DateField(label=label, required=False, widget=Day())
        for name in {"grain", "mode", "clock", "window", "compare"} - uses:
            del self.fields[name]
        self.order_fields(["range", "from", "to"])
        self.usual_grain = grain

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("range") == "own":
            self._check_days(found.get("from"), found.get("to"))
        if found.get("clock") == Clock.ROLLING and found.get("grain") == Period.MONTH:
            self.add_error("clock", _("Months have no fixed length to roll by; this shows calendar months."))
        return found

    def _check_days(self, first: date | None, last: date | None) -> None:
        if first is None and "from" not in self.errors:
            self.add_error("from", _("Please say from which day."))
        if last is None and "to" not in self.errors:
            self.add_error("to", _("Please say up to which day."))
        if first is None or last is None:
            return
        if first > last:
            self.add_error("to", _("The last day lies before the first. This shows the last 28 days."))
        elif last > local_day(now()):
            self.add_error("to", _("This day has not come yet. This shows the last 28 days."))
        elif first < EARLIEST or (last - first).days >= MOST_DAYS:
            self.add_error("from", _("At most two years at once. This shows the last 28 days."))

    def ask(self, *, shop_id: int | None, currency: str = settings.CURRENCY) -> Ask:
        """The question; wherever something was wrong, its default."""
        self.full_clean()
        found = self.cleaned_data
        start, end = self._days(found)
        grain = Period(found.get("grain") or self.usual_grain)
        return Ask(
            start=start,
            end=end,
            grain=grain,
            compares=bool(found.get("compare")),
            mode=Return(found.get("mode") or Return.ON),
            clock=Clock(found.get("clock") or Clock.CALENDAR),
            window=int(found.get("window") or 7),
            shop_id=shop_id,
            currency=currency,
        )

    def _days(self, found: Mapping[str, Any]) -> tuple[date, date]:
        wanted = found.get("range") or "28"
        if wanted != "own":
            return usual_days(int(wanted))
        first, last = found.get("from"), found.get("to")
        if first is None or last is None:
            return usual_days()
        return first, last + timedelta(days=1)
