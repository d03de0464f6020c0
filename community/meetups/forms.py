"""An event as a form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.meetups.models import MOST_SEATS, Meetup
from community.meetups.services import MeetupDraft
from orders.bargain.forms import MomentField

FIELDS = ("title", "about", "starts_at", "ends_at", "place", "link", "seats")


class MeetupForm(forms.Form):
    title = forms.CharField(label=pgettext_lazy("event", "What"), max_length=60)
    about = forms.CharField(
        label=_("More about it"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    starts_at = MomentField(label=_("Begins"))
    ends_at = MomentField(label=_("Ends"))
    place = forms.CharField(label=_("Place"), max_length=120, required=False)
    link = forms.CharField(
        label=_("Link"), max_length=300, required=False, help_text=_("To a stream or a meeting room. Members see it.")
    )
    seats = forms.IntegerField(
        label=_("Places"),
        min_value=1,
        max_value=MOST_SEATS,
        required=False,
        help_text=_("Whoever comes later waits, and moves up when somebody gives up their place."),
    )

    @property
    def draft(self) -> MeetupDraft:
        return MeetupDraft(**self.cleaned_data)


def initial_of(meetup: Meetup) -> dict[str, Any]:
    return {name: getattr(meetup, name) for name in FIELDS}
