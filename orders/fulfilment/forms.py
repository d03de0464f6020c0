"""Forms of merchants who ship and couriers who scan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.identity.models import User
from accounts.organisations.models import Carrier
from config.kernel.errors import DomainError
from config.kernel.pictures import PictureField
from orders.checkout.models import Order, OrderLine
from orders.freight.forms import YuanField
from orders.fulfilment.batch import MOST_LINES
from orders.fulfilment.models import Parcel, ParcelStatus
from orders.fulfilment.selectors import colleagues_of, open_carriers
from orders.fulfilment.states import REFUSED

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


class TakeInForm(forms.Form):
    """A parcel that came back: how many pieces of each line are in good order, `good_<line>`."""

    def __init__(self, *args: Any, parcel: Parcel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parcel = parcel
        for line in parcel.lines.all():
            self.fields[f"good_{line.order_line_id}"] = forms.IntegerField(
                label=_("“%(title)s” in good order, of %(count)d")
                % {
                    "title": line.order_line.title,
                    "count": line.quantity,
                },
                min_value=0,
                max_value=line.quantity,
                initial=line.quantity,
                required=False,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )

    def good(self) -> dict[int, int]:
        """Good pieces by line; an empty field is none."""
        return {int(name.removeprefix("good_")): value or 0 for name, value in self.cleaned_data.items()}


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
    picture = PictureField(label=_("Photo"), required=False)
    try_again_at = forms.DateTimeField(
        label=_("Next attempt"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(self, *args: Any, statuses: Sequence[ParcelStatus] = (*SCANS, *MORE_SCANS), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(status.value, status.label) for status in statuses]
        self.fields["status"].choices = choices  # type: ignore[attr-defined]  # it is the field above

    def code(self) -> str:
        """Refused for good, or not."""
        return REFUSED if self.cleaned_data["reason"] == REFUSED else ""

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


class HandOverForm(forms.Form):
    """Which parcels, and to whom."""

    taker = forms.ModelChoiceField(
        label=_("Colleague"), queryset=User.objects.none(), to_field_name="handle", empty_label=_("Choose")
    )
    waybills = forms.CharField(
        label=_("Waybill numbers, one a line"),
        max_length=MOST_LINES * 40,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "autocapitalize": "characters"}),
    )

    def __init__(self, *args: Any, courier: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["taker"]
        field.queryset = colleagues_of(courier)  # type: ignore[attr-defined]  # it is the field above
        field.label_from_instance = lambda person: person.display_name  # type: ignore[attr-defined]  # a ModelChoiceField

    def numbers(self) -> list[str]:
        words = self.cleaned_data["waybills"].replace(",", " ").replace("，", " ").split()
        return list(dict.fromkeys(words))[:MOST_LINES]


def add_refusal(form: forms.Form, refusal: DomainError) -> None:
    """Put what the service refused next to its field, or above the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.text)
