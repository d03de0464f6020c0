"""How somebody wants to hear of things, as a form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from community.notifications.kinds import Kind, Tab
from community.notifications.models import Digest
from community.notifications.selectors import ZONES, Choice

HOURS = [("", _("never")), *((hour, f"{hour:02}:00") for hour in range(24))]


class HearingForm(forms.Form):
    digest = forms.ChoiceField(
        label=_("Digest by e-mail"),
        choices=Digest.choices,
        help_text=_("What you haven't read yet, at nine in the morning."),
    )
    zone = forms.ChoiceField(label=_("Time zone"), choices=[(zone, zone.replace("_", " ")) for zone in ZONES])
    quiet_from = forms.TypedChoiceField(
        label=_("Quiet from"), choices=HOURS, coerce=int, empty_value=None, required=False
    )
    quiet_until = forms.TypedChoiceField(
        label=_("Quiet until"),
        choices=HOURS,
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("In these hours no badge moves and no digest is sent."),
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        start, end = said.get("quiet_from"), said.get("quiet_until")
        if (start is None) != (end is None):
            self.add_error("quiet_until", _("Quiet hours need a beginning and an end."))
        elif start is not None and start == end:
            self.add_error("quiet_until", _("Quiet hours end at another hour than they begin."))
        return said


class KindRow:
    """One kind with its two boxes."""

    def __init__(self, kind: Kind, choice: Choice) -> None:
        self.kind, self.choice = kind, choice


def rows_by_tab(kinds: list[Kind], choices: dict[str, Choice]) -> list[tuple[str, list[KindRow]]]:
    """The kinds of each tab, for the table of the settings."""
    tabs = [(str(tab.label), [KindRow(kind, choices[kind.name]) for kind in kinds if kind.tab == tab]) for tab in Tab]
    return [(label, rows) for label, rows in tabs if rows]


def choices_in(data: Any, kinds: list[Kind]) -> dict[str, tuple[bool, bool]]:
    """What is ticked in a sent table: names are `app-<kind>` and `mail-<kind>`."""
    return {kind.name: (f"app-{kind.name}" in data, f"mail-{kind.name}" in data) for kind in kinds}
