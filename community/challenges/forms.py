"""A challenge as a form."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.challenges.models import LONGEST_TOPIC, MOST_GOAL, Counts
from community.challenges.services import ChallengeDraft
from orders.bargain.forms import MomentField


class ChallengeForm(forms.Form):
    title = forms.CharField(label=pgettext_lazy("challenge", "Title"), max_length=60)
    about = forms.CharField(
        label=_("More about it"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    counts = forms.ChoiceField(
        label=_("What counts"), choices=Counts.choices, widget=forms.RadioSelect, initial=Counts.NOTES
    )
    topic = forms.CharField(
        label=_("Topic"),
        max_length=LONGEST_TOPIC + 1,
        required=False,
        help_text=_("Notes in this group with the topic count. Check-ins need none."),
    )
    goal = forms.IntegerField(label=_("Goal"), min_value=1, max_value=MOST_GOAL, initial=3)
    starts_at = MomentField(label=pgettext_lazy("day", "From"))
    ends_at = MomentField(label=_("Until"))

    @property
    def draft(self) -> ChallengeDraft:
        return ChallengeDraft(**self.cleaned_data)
