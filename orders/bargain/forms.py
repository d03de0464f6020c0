"""A bargain campaign as a form."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.products.models import Variant
from config.kernel.clock import now
from config.kernel.errors import DomainError
from orders.bargain.campaigns import CampaignDraft
from orders.bargain.models import MOST_FRIENDS, MOST_HOURS, MOST_PLACES, BargainCampaign
from orders.freight.forms import YuanField, yuan

MOMENT = "%Y-%m-%dT%H:%M"
LONGEST = timedelta(days=366)


class MomentField(forms.DateTimeField):
    """A day and a time in the site's zone."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
        super().__init__(widget=widget, input_formats=[MOMENT, "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"], **kwargs)


class ChangeForm(forms.Form):
    """What may change while people bargain."""

    places = forms.IntegerField(
        label=_("Bargains at most"),
        min_value=1,
        max_value=MOST_PLACES,
        help_text=_("Each one begun keeps a piece of the offer until it is bought or over."),
    )
    ends_at = MomentField(label=_("Nobody can start after"))

    def clean_ends_at(self) -> datetime:
        ends_at: datetime = self.cleaned_data["ends_at"]
        if not now() < ends_at < now() + LONGEST:
            raise forms.ValidationError(_("Choose a time to come, within a year."))
        return ends_at


class CampaignForm(ChangeForm):
    """A whole campaign for one variant."""

    floor_cents = YuanField(label=_("Lowest price ¥"))
    friends = forms.IntegerField(
        label=_("Friends it takes"), min_value=1, max_value=MOST_FRIENDS, help_text=_("Each takes the same off.")
    )
    hours = forms.IntegerField(
        label=_("Hours for each bargain"), min_value=1, max_value=MOST_HOURS, help_text=_("At most 168, a week.")
    )
    starts_at = MomentField(label=_("From"))

    field_order = ("floor_cents", "friends", "hours", "places", "starts_at", "ends_at")

    def __init__(self, *args: Any, variant: Variant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.variant = variant

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts_at, ends_at = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", _("It ends before it begins."))
        return cleaned

    @property
    def draft(self) -> CampaignDraft:
        return CampaignDraft(variant=self.variant, **self.cleaned_data)


class StopForm(forms.Form):
    """An operator stops a campaign and says why."""

    reason = forms.CharField(label=_("Why"), max_length=200, help_text=_("The shop reads this."))


def first_guess(variant: Variant, like: BargainCampaign | None) -> dict[str, Any]:
    """What an empty form begins with: a fifth off with five friends, or what another campaign had."""
    start = timezone.localtime(now()).replace(second=0, microsecond=0)
    cents = like.floor_cents if like else variant.price_cents * 4 // 5 // 100 * 100 or max(variant.price_cents // 2, 1)
    return {
        "floor_cents": yuan(cents),
        "friends": like.friends if like else 5,
        "hours": like.hours if like else 24,
        "places": like.places if like else 20,
        "starts_at": start,
        "ends_at": start + timedelta(days=14),
    }


def add_refusal(form: forms.Form, refusal: DomainError) -> None:
    """Put what the service refused next to its field, or above the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.text)
