"""Forms of merchants, their owners, and the platform."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.organisations.models import Carrier, Permission, Role
from accounts.organisations.selectors import active_carriers
from config.kernel.phones import normalised_phone


class ApplicationForm(forms.Form):
    name = forms.CharField(label=_("Business name"), min_length=2, max_length=80)
    intro = forms.CharField(
        label=_("What you sell"),
        min_length=10,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Where it comes from, who makes it, about how many products."),
    )
    contact_name = forms.CharField(label=_("Contact person"), max_length=40)
    contact_phone = forms.CharField(
        label=_("Contact phone"), max_length=24, widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})
    )
    licence_no = forms.CharField(
        label=_("Business licence number"),
        max_length=30,
        required=False,
        help_text=_("18 letters and digits. Farmers and makers without one can leave it out."),
    )

    def clean_contact_phone(self) -> str:
        return normalised_phone(self.cleaned_data["contact_phone"])

    def clean_licence_no(self) -> str:
        number: str = self.cleaned_data["licence_no"].replace(" ", "").upper()
        if number and not (number.isascii() and number.isalnum() and len(number) in {15, 18}):
            raise ValidationError(_("A licence number has 18 letters and digits (15 in the old form)."), code="licence")
        return number


class DecisionForm(forms.Form):
    """A decision that needs its reason."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The other side reads it. Say what is missing."),
        error_messages={"required": _("Say why, in a sentence the other side can act on.")},
    )


class PermissionsForm(forms.Form):
    permissions = forms.MultipleChoiceField(
        label=_("May work on"), choices=Permission.choices, required=False, widget=forms.CheckboxSelectMultiple
    )


class InvitationForm(PermissionsForm):
    email = forms.EmailField(label=_("E-mail"))
    field_order = ["email", "permissions"]


class RoleForm(forms.Form):
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[(one.value, one.label) for one in (Role.OPERATOR, Role.COURIER, Role.ADMIN)],
    )
    carrier = forms.ModelChoiceField(label=_("Carrier"), queryset=Carrier.objects.none(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["carrier"].queryset = active_carriers()  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["carrier"].help_text = _("For couriers only.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("role") == Role.COURIER and not cleaned.get("carrier"):
            self.add_error("carrier", _("Choose the carrier this courier drives for."))
        if cleaned.get("role") != Role.COURIER:
            cleaned["carrier"] = None
        return cleaned
