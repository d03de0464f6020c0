"""A counter as its shop writes it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.addresses.forms import DeliveryForm


class PointForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=40, help_text=_("As buyers know it: the shop by the lake."))
    region_code = DeliveryForm.base_fields["region_code"]
    street = forms.CharField(label=_("Street and house number"), max_length=120)
    hours = forms.CharField(label=_("Opening hours"), max_length=80, help_text=_("For example: daily 9:00–20:00"))
    phone = forms.CharField(label=_("Phone of the counter"), max_length=24, required=False)
    is_open = forms.BooleanField(label=_("Hands out orders"), required=False, initial=True)
