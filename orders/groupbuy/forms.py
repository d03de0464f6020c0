"""A campaign as the merchant writes it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.products.models import CENTS_LIMIT, Product
from orders.groupbuy.models import LARGEST, LONGEST_HOURS, MOST_OFF, SMALLEST, GroupCampaign
from orders.groupbuy.services import CampaignDraft

STEPS = 3
FORMAT = "%Y-%m-%dT%H:%M"


class PriceField(forms.DecimalField):
    """Yuan as people write them; cents inside."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False, min_value=0, max_value=CENTS_LIMIT // 100, decimal_places=2, max_digits=10, **kwargs
        )
        self.widget.attrs["inputmode"] = "decimal"

    def to_python(self, value: Any) -> Any:
        return super().to_python(unicodedata.normalize("NFKC", value) if isinstance(value, str) else value)

    def clean(self, value: Any) -> Any:
        yuan = super().clean(value)
        return None if yuan is None else int(yuan * 100)


def moment(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=FORMAT)
    return forms.DateTimeField(label=label, widget=widget, input_formats=[FORMAT, "%Y-%m-%d %H:%M"])


class CampaignForm(forms.Form):
    """Terms, a price for each variant (`price-<key>`), and up to three steps of a ladder."""

    name = forms.CharField(label=_("Name"), max_length=60, help_text=_("Only you see it."))
    size = forms.IntegerField(label=_("People in a team"), min_value=SMALLEST, max_value=LARGEST, initial=3)
    hours = forms.IntegerField(
        label=_("Hours a team has"),
        min_value=1,
        max_value=LONGEST_HOURS,
        initial=24,
        help_text=_("From the leader's payment on; the end of the campaign doesn't cut it short."),
    )
    per_order_limit = forms.IntegerField(label=_("Most pieces in one order"), min_value=1, max_value=999, initial=5)
    per_user_limit = forms.IntegerField(
        label=_("Most pieces for one person"), min_value=1, max_value=9999, required=False
    )
    starts_at = moment(_("Starts"))
    ends_at = moment(_("Ends"))
    allows_merging = forms.BooleanField(
        label=_("Join two teams that would both run out"),
        required=False,
        initial=True,
        help_text=_("Only with the consent of everybody in them, given when ordering."),
    )

    def __init__(self, product: Product, data: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.variants = list(product.variants.filter(is_active=True))
        for variant in self.variants:
            self.fields[f"price-{variant.key}"] = PriceField(label=variant.label or product.title)
        for place in range(1, STEPS + 1):
            people = forms.IntegerField(label=_("From people"), min_value=3, max_value=LARGEST, required=False)
            off = forms.DecimalField(
                label=_("Further per cent off"),
                min_value=0,
                max_value=MOST_OFF // 100,
                decimal_places=2,
                required=False,
            )
            self.fields |= {f"people-{place}": people, f"off-{place}": off}

    @property
    def price_rows(self) -> Iterator[tuple[Any, BoundField]]:
        return ((variant, self[f"price-{variant.key}"]) for variant in self.variants)

    @property
    def step_rows(self) -> Iterator[tuple[int, BoundField, BoundField]]:
        return ((place, self[f"people-{place}"], self[f"off-{place}"]) for place in range(1, STEPS + 1))

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        starts_at, ends_at = clean.get("starts_at"), clean.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", _("The end must come after the beginning."))
        for place in range(1, STEPS + 1):
            if bool(clean.get(f"people-{place}")) != bool(clean.get(f"off-{place}")):
                self.add_error(f"people-{place}", _("A step needs both: how many people, and how much off."))
        return clean

    @property
    def draft(self) -> CampaignDraft:
        clean = self.cleaned_data
        terms = {name: clean[name] for name in CampaignForm.base_fields}
        prices = {variant.key: clean[f"price-{variant.key}"] for variant in self.variants}
        steps = [(clean[f"people-{place}"], clean[f"off-{place}"]) for place in range(1, STEPS + 1)]
        return CampaignDraft(
            **terms,
            prices={key: price for key, price in prices.items() if price is not None},
            ladder=[(people, int(off * 100)) for people, off in steps if people and off],
        )


def initial_of(campaign: GroupCampaign) -> dict[str, Any]:
    """A campaign as the form shows it."""
    start: dict[str, Any] = {name: getattr(campaign, name) for name in CampaignForm.base_fields}
    for name in ("starts_at", "ends_at"):
        start[name] = timezone.localtime(start[name])
    for row in campaign.prices.select_related("variant"):
        start[f"price-{row.variant.key}"] = yuan(row.price_cents)
    for place, step in enumerate(campaign.steps.all()[:STEPS], start=1):
        start |= {f"people-{place}": step.people, f"off-{place}": f"{step.basis_points / 100:g}"}
    return start


def yuan(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}" if cents % 100 else str(cents // 100)


class ExtendForm(forms.Form):
    ends_at = moment(_("Ends"))


class EndTeamForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("Kept in the audit log.")
    )
