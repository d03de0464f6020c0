"""A poll and a lottery as forms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.activities.models import MOST_BACKUPS, MOST_OPTIONS, MOST_WINNERS
from orders.bargain.forms import MomentField


class PollForm(forms.Form):
    question = forms.CharField(label=_("Question"), max_length=120)
    options = forms.CharField(
        label=_("Answers"),
        max_length=1700,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("2 to 20, one on each line."),
    )
    most_choices = forms.IntegerField(
        label=_("How many one may choose"), min_value=1, max_value=MOST_OPTIONS, initial=1
    )
    is_secret = forms.BooleanField(label=_("Nobody sees who chose what"), required=False, initial=True)
    closes_at = MomentField(label=_("Open until"))

    @property
    def wish(self) -> dict[str, Any]:
        return self.cleaned_data | {"options": self.cleaned_data["options"].splitlines()}


class LotteryForm(forms.Form):
    title = forms.CharField(label=pgettext_lazy("lottery", "Title"), max_length=40)
    prize = forms.CharField(label=_("Prize"), max_length=200)
    winners = forms.IntegerField(label=_("How many win"), min_value=1, max_value=MOST_WINNERS, initial=1)
    backups = forms.IntegerField(
        label=_("Who step in"),
        min_value=0,
        max_value=MOST_BACKUPS,
        initial=0,
        help_text=_("Drawn the same way, for winners who don't answer."),
    )
    closes_at = MomentField(label=_("Open until"))
    source = forms.CharField(
        label=_("Public figure"),
        max_length=200,
        required=False,
        help_text=_(
            "A figure of a later day that everybody can look up, such as a stock index at closing. Empty: sealed seeds."
        ),
    )
    public_from = MomentField(label=_("Known from"), required=False)


class DrawForm(forms.Form):
    public_value = forms.CharField(label=_("Public figure as announced"), max_length=200)
