"""What operators type about points."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.loyalty.services import MOST_CORRECTED
from config.kernel.ids import public_id


class CorrectionForm(forms.Form):
    """So many points more or less, and why. `key` makes a second tap the same correction."""

    delta = forms.IntegerField(
        label=_("Points"),
        min_value=-MOST_CORRECTED,
        max_value=MOST_CORRECTED,
        help_text=_("With a minus they are taken away."),
    )
    note = forms.CharField(
        label=_("Reason"), min_length=4, max_length=200, help_text=_("The person reads it in their history.")
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=24, initial=public_id)

    def clean_delta(self) -> int:
        delta: int = self.cleaned_data["delta"]
        if not delta:
            raise forms.ValidationError(_("A correction adds or takes at least one point."))
        return delta
