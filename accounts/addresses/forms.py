"""Forms that say where a parcel goes; checkout uses `DeliveryForm` too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.addresses import regions
from config.kernel.phones import normalised_phone


class RegionPicker(forms.Widget):
    """Province, city, district as three selects that follow each other by htmx; without scripts, by submitting.

    The value is the code of the deepest level chosen that fits the levels above it.
    """

    use_fieldset = True

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        return render_to_string("accounts/addresses/region_selects.html", picker_context(name, str(value or ""), attrs))

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str:
        province, city, district = (str(data.get(key) or "") for key in (f"{name}_province", f"{name}_city", name))
        if f"{name}_province" not in data:
            return district
        return deepest(province, city, district)

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return name not in data and f"{name}_province" not in data

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_province" if id_ else ""


def deepest(province: str, city: str, district: str) -> str:
    """The deepest of three codes that belong together; a level with one choice is chosen."""
    chosen = ""
    for code in (province, city, district):
        choices = [one.code for one in regions.children(chosen)]
        if code not in choices:
            return choices[0] if chosen and len(choices) == 1 else chosen
        chosen = code
    return chosen


def picker_context(name: str, code: str, attrs: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What the three selects show when `code` (of any level) is chosen."""
    line = [one.code for one in regions.lineage(code)] + ["", "", ""]
    province, city, district = line[:3]
    attrs = attrs or {}
    return {
        "name": name,
        "id": attrs.get("id", f"id_{name}"),
        "invalid": attrs.get("aria-invalid", ""),
        "province": province,
        "city": city,
        "district": district,
        "provinces": regions.provinces(),
        "cities": regions.children(province) if province else [],
        "districts": regions.children(city) if city else [],
    }


class RegionField(forms.CharField):
    """A district's code; says which level is still missing."""

    widget = RegionPicker
    default_error_messages = {
        "required": _("Choose the province, city and district."),
        "city": _("Choose the city too."),
        "district": _("Choose the district too."),
        "unknown": _("We don't know that district. Please choose it from the list."),
    }

    def validate(self, value: str) -> None:
        super().validate(value)
        if not value or regions.is_district(value):
            return
        depth = len(regions.lineage(value))
        code = {1: "city", 2: "district"}.get(depth, "unknown")
        raise forms.ValidationError(self.error_messages[code], code=code)


class PhoneField(forms.CharField):
    widget = forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"})

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        return normalised_phone(text) if text else ""


class DeliveryForm(forms.Form):
    """To whom and where. Subclass it, or use it as it is: the cleaned fields are an address's own."""

    recipient = forms.CharField(
        label=_("Recipient"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = PhoneField(label=_("Phone"), max_length=24, help_text=_("The courier calls this number."))
    region_code = RegionField(label=_("Province, city, district"), max_length=6)
    street = forms.CharField(
        label=_("Street and house number"),
        max_length=120,
        min_length=2,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )


class AddressForm(DeliveryForm):
    is_default = forms.BooleanField(label=_("Use this address by default"), required=False)
