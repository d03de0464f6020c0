"""Giving coupons away by hand: to a person, or as codes."""

from __future__ import annotations

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.identity.models import User
from orders.promotions.errors import NoSuchPerson
from orders.promotions.forms.parts import CountField

MOST_CODES = 500


class GiveForm(forms.Form):
    person = forms.CharField(label=_("E-mail address or @name"), max_length=254)
    receiver: User  # who was meant, once the form is clean

    def clean_person(self) -> str:
        """Exact matches only: this is no way to look people up."""
        text = str(self.cleaned_data["person"]).replace("\x00", "").strip().removeprefix("@")
        found = User.objects.filter(Q(email__iexact=text) | Q(handle__iexact=text), is_active=True).first()
        if found is None:
            raise forms.ValidationError(NoSuchPerson().text)
        self.receiver = found
        return text


class CodesForm(forms.Form):
    count = CountField(label=_("How many codes"), most=MOST_CODES, initial=20)
