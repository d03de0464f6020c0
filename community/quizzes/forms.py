"""A quiz as a form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.quizzes.models import LONGEST, MOST_QUESTIONS, SHORTEST
from orders.bargain.forms import MomentField


class QuizForm(forms.Form):
    title = forms.CharField(label=pgettext_lazy("quiz", "Title"), max_length=60)
    bank = forms.CharField(
        label=pgettext_lazy("quiz", "Questions"),
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_(
            "The question on one line, below it 2 to 6 answers, one on each line, a * before the right one. An empty "
            "line between two questions."
        ),
    )
    asked = forms.IntegerField(
        label=_("How many are asked"),
        min_value=1,
        max_value=MOST_QUESTIONS,
        help_text=_("Everybody gets so many of them, in an order of their own."),
    )
    seconds = forms.IntegerField(label=_("Seconds for all of them"), min_value=SHORTEST, max_value=LONGEST, initial=120)
    closes_at = MomentField(label=_("Open until"))

    @property
    def wish(self) -> dict[str, Any]:
        return dict(self.cleaned_data)
