"""Forms of merchants who ship and couriers who scan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.organisations.models import Carrier
from config.kernel.errors import DomainError
from orders.checkout.models import Order, OrderLine
from orders.freight.forms import YuanField
from orders.fulfilment.batch import MOST_LINES
from orders.fulfilment.models import ParcelStatus
from orders.fulfilment.selectors import open_carriers

LINE_LENGTH = 120
REASONS = (
    ("", _("No reason needed")),
    ("nobody_home", _("Nobody at home")),
    ("wrong_address", _("Wrong or incomplete address")),
    ("refused", _("Refused by the recipient")),
    ("phone_unanswered", _("Phone not answered")),
    ("asked_later", _("Asked to come another time")),
    ("damaged", _("The parcel is damaged")),
    ("other", _("Another reason")),
)
SCANS = (
    ParcelStatus.PICKED_UP,
    ParcelStatus.IN_TRANSIT,
    ParcelStatus.OUT_FOR_DELIVERY,
    ParcelStatus.DELIVERED,
    ParcelStatus.DELIVERY_FAILED,
)
MORE_SCANS = (ParcelStatus.AVAILABLE_FOR_PICKUP, ParcelStatus.RETURNING, ParcelStatus.RETURNED, ParcelStatus.EXCEPTION)


class ShipForm(forms.Form):
    """A waybill for all or some of an order's pieces: one quantity field a line, `quantity_<line>`."""

    carrier = forms.ModelChoiceField(
        label=_("Carrier"), queryset=Carrier.objects.none(), to_field_name="code", empty_label=None
    )
    waybill = forms.CharField(
        label=_("Waybill number"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order = order
        self.open_lines: list[OrderLine] = [line for line in order.lines.all() if line.left_to_ship]
        self.fields["carrier"].queryset = open_carriers()  # type: ignore[attr-defined]  # it is the field above
        for line in self.open_lines:
            self.fields[self._name(line)] = forms.IntegerField(
                label=_("Pieces of “%(title)s”") % {"title": line.title},
                min_value=0,
                max_value=line.left_to_ship,
                initial=line.left_to_ship,
                required=False,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
                error_messages={"max_value": _("Only %(limit_value)s are left to ship.")},
            )

    def lines(self) -> list[tuple[OrderLine, forms.BoundField]]:
        return [(line, self[self._name(line)]) for line in self.open_lines]

    def quantities(self) -> dict[int, int]:
        """Pieces by line; an empty field is none."""
        return {line.pk: self.cleaned_data.get(self._name(line)) or 0 for line in self.open_lines}

    @staticmethod
    def _name(line: OrderLine) -> str:
        return f"quantity_{line.pk}"


class BatchForm(forms.Form):
    """Pasted lines, and whether one bad line stops them all."""

    lines = forms.CharField(
        label=_("One order a line: order number, carrier, waybill number"),
        max_length=MOST_LINES * LINE_LENGTH,
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off", "wrap": "off", "class": "num"}
        ),
        help_text=_("Parted by tabs, commas or spaces; copied straight from a spreadsheet is fine. At most 500 lines."),
    )
    all_or_none = forms.BooleanField(label=_("Ship only if every line is right"), required=False)


class ScanForm(forms.Form):
    """One scan of one parcel."""

    waybill = forms.CharField(
        label=_("Waybill number"),
        max_length=60,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "enterkeyhint": "done",
                "data-scan-into": "",
            }
        ),
    )
    status = forms.ChoiceField(label=_("What happened"), choices=[], widget=forms.RadioSelect)
    place = forms.CharField(label=_("Place"), max_length=80, required=False)
    cash = YuanField(label=_("Cash collected in ¥"), required=False, help_text=_("Only where cash is due."))
    reason = forms.ChoiceField(label=_("Why it failed"), choices=REASONS, required=False)
    note = forms.CharField(label=_("In your words"), max_length=160, required=False)
    try_again_at = forms.DateTimeField(
        label=_("Next attempt"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(self, *args: Any, statuses: Sequence[ParcelStatus] = (*SCANS, *MORE_SCANS), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(status.value, status.label) for status in statuses]
        self.fields["status"].choices = choices  # type: ignore[attr-defined]  # it is the field above

    def words(self) -> str:
        """The reason in words, for the track everybody reads."""
        reason = self.cleaned_data["reason"]
        label = str(dict(REASONS)[reason]) if reason and reason != "other" else ""
        return " · ".join(filter(None, [label, self.cleaned_data["note"].strip()]))[:200]


class BatchScanForm(forms.Form):
    """Many waybills, one thing that happened to all of them."""

    waybills = forms.CharField(
        label=_("Waybill numbers, one a line"),
        max_length=MOST_LINES * 40,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocapitalize": "characters"}),
    )
    status = forms.ChoiceField(label=_("What happened"), choices=[], widget=forms.RadioSelect)
    place = forms.CharField(label=_("Place"), max_length=80, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        together = (ParcelStatus.PICKED_UP, ParcelStatus.IN_TRANSIT, ParcelStatus.OUT_FOR_DELIVERY)
        choices = [(status.value, status.label) for status in together]
        self.fields["status"].choices = choices  # type: ignore[attr-defined]  # it is the field above

    def numbers(self) -> list[str]:
        words = self.cleaned_data["waybills"].replace(",", " ").replace("，", " ").split()
        return list(dict.fromkeys(words))


def add_refusal(form: forms.Form, refusal: DomainError) -> None:
    """Put what the service refused next to its field, or above the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.text)
