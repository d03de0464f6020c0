"""A bank account as merchants write it, and an operator's adjustment."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from config.kernel.ids import public_id

ACCOUNT_NO = re.compile(r"[0-9]{8,30}")
MOST_YUAN = 1_000_000


class BankAccountForm(forms.Form):
    bank = forms.CharField(label=_("Bank and branch"), max_length=60)
    holder = forms.CharField(
        label=_("Account holder"), max_length=80, help_text=_("Exactly as the bank knows it; it is checked at once.")
    )
    account_no = forms.CharField(
        label=_("Account number"),
        max_length=45,
        help_text=_("Stored encrypted. Afterwards only the last four digits are shown."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_account_no(self) -> str:
        number = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", self.cleaned_data["account_no"]))
        if not ACCOUNT_NO.fullmatch(number):
            raise forms.ValidationError(_("An account number has 8 to 30 digits."))
        return number


class AdjustmentForm(forms.Form):
    """More (or, with a minus, less) for a shop. `key` makes a double click one adjustment."""

    cents = forms.DecimalField(
        label=_("Amount in ¥"),
        min_value=-MOST_YUAN,
        max_value=MOST_YUAN,
        decimal_places=2,
        max_digits=9,
        help_text=_("With a minus the shop gets less."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=120, help_text=_("The shop reads it on its statement."))
    key = forms.RegexField(regex=r"^[2-9A-Z]{16}$", widget=forms.HiddenInput, initial=public_id)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cents"].widget.attrs["inputmode"] = "decimal"

    def clean_cents(self) -> int:
        return int(self.cleaned_data["cents"] * 100)
