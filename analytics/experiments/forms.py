"""Experiments as forms."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from analytics.experiments.models import Experiment, Metric, Subject
from analytics.experiments.services import ArmDraft, ExperimentDraft
from catalog.products.models import Product
from config.kernel.clock import now
from config.kernel.plaintext import cleaned_line
from content.feed.orders import ORDERS
from orders.bargain.forms import MomentField

LONGEST = timedelta(days=180)
OF_TITLES = (Metric.BOUGHT, Metric.ORDERS, Metric.REVENUE, Metric.PER_VIEW)
OF_FEED = (Metric.ACTIVE, Metric.BOUGHT, Metric.ORDERS, Metric.REVENUE)


def _choices(metrics: Any) -> list[tuple[str, Any]]:
    return [(one.value, one.label) for one in metrics]


class ExperimentForm(forms.Form):
    """What every experiment has."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("Only you read it."))
    metric = forms.ChoiceField(label=_("What decides"), widget=forms.RadioSelect)
    guardrails = forms.MultipleChoiceField(
        label=_("What must not get worse"), required=False, widget=forms.CheckboxSelectMultiple
    )
    share = forms.IntegerField(
        label=_("Share that sees B, %"), min_value=1, max_value=99, initial=50, help_text=_("The rest sees A.")
    )
    window_hours = forms.IntegerField(
        label=_("Hours that count"),
        min_value=1,
        max_value=720,
        initial=72,
        help_text=_("After somebody has seen it for the first time."),
    )
    ends_at = MomentField(label=_("Ends"))

    metrics: tuple[Metric, ...] = OF_FEED

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["metric"].choices = _choices(self.metrics)  # type: ignore[attr-defined]  # a choice field
        more = [*self.metrics, Metric.REFUNDED]
        self.fields["guardrails"].choices = _choices(more)  # type: ignore[attr-defined]  # a choice field

    def clean_name(self) -> str:
        name = cleaned_line(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError(_("Give it a name."))
        return name

    def clean_ends_at(self) -> datetime:
        ends_at: datetime = self.cleaned_data["ends_at"]
        if not now() < ends_at < now() + LONGEST:
            raise forms.ValidationError(_("Choose a time to come, within half a year."))
        return ends_at

    def _draft(self, subject: str, arms: tuple[ArmDraft, ...], product: Product | None = None) -> ExperimentDraft:
        clean = self.cleaned_data
        return ExperimentDraft(
            name=clean["name"],
            subject=subject,
            metric=clean["metric"],
            guardrails=clean["guardrails"],
            window_hours=clean["window_hours"],
            ends_at=clean["ends_at"],
            arms=arms,
            product=product,
        )


class TitleForm(ExperimentForm):
    """Another title for a product of one's own."""

    title = forms.CharField(label=_("The other title"), max_length=120)
    metrics = OF_TITLES
    field_order = ("title", "name", "metric", "guardrails", "share", "window_hours", "ends_at")

    def __init__(self, *args: Any, product: Product, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.product = product

    def clean_title(self) -> str:
        title = cleaned_line(self.cleaned_data["title"])
        if not title:
            raise forms.ValidationError(_("Write the other title."))
        return title

    @property
    def draft(self) -> ExperimentDraft:
        share, title = self.cleaned_data["share"], self.cleaned_data["title"]
        arms = (ArmDraft(self.product.title, 100 - share), ArmDraft(title, share, {"title": title}))
        return self._draft(Subject.TITLE, arms, self.product)


class FeedForm(ExperimentForm):
    """Another order of Discover, for a part of everybody."""

    order = forms.ChoiceField(label=_("The other order"))
    metrics = OF_FEED
    field_order = ("order", "name", "metric", "guardrails", "share", "window_hours", "ends_at")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [(name, order.label) for name, order in ORDERS.items() if name]
        self.fields["order"].choices = others  # type: ignore[attr-defined]  # a choice field

    @property
    def draft(self) -> ExperimentDraft:
        share, name = self.cleaned_data["share"], self.cleaned_data["order"]
        arms = (
            ArmDraft(str(ORDERS[""].label), 100 - share),
            ArmDraft(str(ORDERS[name].label), share, {"order": name}),
        )
        return self._draft(Subject.FEED, arms)


class CouponForm(ExperimentForm):
    """A coupon for a part of a segment; the rest gets none."""

    segment = forms.ChoiceField(label=_("Segment"), help_text=_("Its audience as it was drawn up last."))
    coupon = forms.ChoiceField(label=_("Coupon"))
    metrics = (Metric.BOUGHT, Metric.ORDERS, Metric.REVENUE)
    field_order = ("segment", "coupon", "name", "metric", "guardrails", "share", "window_hours", "ends_at")

    def __init__(self, *args: Any, segments: Any, coupons: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.segments = {one.key: one for one in segments}
        self.coupons = {one.campaign.key: one for one in coupons}
        people = [(key, f"{one.name} · {one.accounts}") for key, one in self.segments.items()]
        self.fields["segment"].choices = people  # type: ignore[attr-defined]  # a choice field
        named = [(key, one.campaign.name) for key, one in self.coupons.items()]
        self.fields["coupon"].choices = named  # type: ignore[attr-defined]  # a choice field

    @property
    def draft(self) -> ExperimentDraft:
        share, coupon = self.cleaned_data["share"], self.coupons[self.cleaned_data["coupon"]]
        arms = (
            ArmDraft(gettext("no coupon"), 100 - share),
            ArmDraft(coupon.campaign.name, share, {"coupon": coupon.campaign.key}),
        )
        return replace(self._draft(Subject.COUPON, arms), segment=self.segments[self.cleaned_data["segment"]])


class DecideForm(forms.Form):
    """What becomes of it."""

    arm = forms.ChoiceField(label=_("From now on"), widget=forms.RadioSelect)
    note = forms.CharField(label=_("Why"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, experiment: Experiment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.arms = {str(arm.place): arm for arm in experiment.arms.all()}
        named = [(place, f"{arm.letter}: {arm.name}") for place, arm in self.arms.items()]
        self.fields["arm"].choices = named  # type: ignore[attr-defined]  # a choice field

    def clean_note(self) -> str:
        return cleaned_line(self.cleaned_data["note"])


class SizeForm(forms.Form):
    """How many people it takes."""

    baseline = forms.DecimalField(
        label=_("Share of people now, %"), min_value=0, max_value=100, max_digits=6, decimal_places=3, initial=5
    )
    change = forms.DecimalField(
        label=_("Change worth finding, per cent of it"),
        min_value=-99,
        max_value=1000,
        max_digits=6,
        decimal_places=2,
        initial=10,
        help_text=_("10: from 5 to 5.5 in a hundred."),
    )
    power = forms.ChoiceField(
        label=_("Chance to find it"), choices=[("0.8", "80 %"), ("0.9", "90 %"), ("0.95", "95 %")], initial="0.8"
    )
    daily = forms.IntegerField(
        label=_("People who see it a day"), min_value=1, max_value=10**9, required=False, help_text=_("In both arms.")
    )


def first_guess(name: str) -> dict[str, Any]:
    """What an empty form begins with: two weeks."""
    ends = timezone.localtime(now()).replace(second=0, microsecond=0) + timedelta(days=14)
    return {"name": name[:80], "ends_at": ends, "share": 50, "window_hours": 72}
