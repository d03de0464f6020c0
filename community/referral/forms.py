"""What people and operators type about invitations."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CodeForm(forms.Form):
    """Who invited me."""

    code = forms.CharField(
        label=_("Invite code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class JudgeForm(forms.Form):
    """An operator's decision about an invitation in doubt."""

    is_good = forms.TypedChoiceField(
        choices=[("1", pgettext_lazy("referral", "Good")), ("0", pgettext_lazy("referral", "Refuse"))],
        coerce=lambda value: value == "1",
        empty_value=None,
    )
    note = forms.CharField(label=_("Reason"), min_length=4, max_length=200)
