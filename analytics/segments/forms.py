"""Conditions as rows of a form: one small form a kind, each making one condition. Works without scripts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.addresses.regions import children, provinces
from accounts.loyalty.levels import LEVELS
from analytics.segments.conditions import (
    MOST_DAYS,
    MOST_TIMES,
    MOST_VALUE,
    Bought,
    Condition,
    Did,
    FirstSeen,
    HasLevel,
    HasSteps,
    InGroup,
    Joined,
    JoinedLately,
    Leaf,
    Lives,
    WasActive,
)
from analytics.segments.wording import DEEDS
from analytics.value.rfm import STEPS, Group

DAY = timedelta(days=1)


class DayField(forms.DateField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


def number(label: Any, most: int, *, least: int = 1, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most, **more)


class LeafForm(forms.Form):
    """One condition, for each kind a form of its own. `kind` and `label` name it; `leaf` makes it of clean fields,
    `filled` the other way round."""

    kind: ClassVar[str]
    label: ClassVar[Any]
    is_not = forms.BooleanField(label=pgettext_lazy("condition", "The opposite"), required=False)

    @property
    def leaf(self) -> Leaf:
        """Every kind says its own."""
        raise NotImplementedError

    @classmethod
    def filled(cls, leaf: Any) -> dict[str, Any]:
        return dict(vars(leaf))

    def value(self, name: str) -> Any:
        return self.cleaned_data.get(name)

    def visible(self) -> list[Any]:
        """Its own fields; the opposite stands apart."""
        return [field for field in self.visible_fields() if field.name != "is_not"]


def _places() -> list[Any]:
    """Provinces, each with all of it and its cities."""
    return [
        (
            province.label,
            [
                (province.code, province.label),
                *((city.code, city.label) for city in children(province.code) if not city.is_placeholder),
            ],
        )
        for province in provinces()
    ]


class LivesForm(LeafForm):
    kind, label = "lives", _("Where they live")
    code = forms.ChoiceField(label=_("Province or city"), choices=_places)

    @property
    def leaf(self) -> Leaf:
        return Lives(self.value("code"))


class LevelForm(LeafForm):
    kind, label = "level", _("Level")
    levels = forms.MultipleChoiceField(
        label=_("One of"), choices=[(one.name, one.label) for one in LEVELS], widget=forms.CheckboxSelectMultiple
    )

    @property
    def leaf(self) -> Leaf:
        return HasLevel(tuple(self.value("levels")))


class JoinedLatelyForm(LeafForm):
    kind, label = "joined_lately", _("New here")
    days = number(_("Joined within days"), MOST_DAYS, initial=30)

    @property
    def leaf(self) -> Leaf:
        return JoinedLately(self.value("days"))


class SpanForm(LeafForm):
    """Days from … to …, both of them in."""

    start = DayField(label=pgettext_lazy("day", "From"), required=False)
    last = DayField(label=pgettext_lazy("day", "To"), required=False)

    @property
    def end(self) -> date | None:
        last: date | None = self.value("last")
        return last + DAY if last else None

    @classmethod
    def filled(cls, leaf: Any) -> dict[str, Any]:
        return {**vars(leaf), "last": leaf.end - DAY if leaf.end else None}


class JoinedForm(SpanForm):
    kind, label = "joined", _("Joined between")

    @property
    def leaf(self) -> Leaf:
        return Joined(self.value("start"), self.end)


class FirstSeenForm(SpanForm):
    kind, label = "first_seen", _("First active between")
    start = DayField(label=pgettext_lazy("day", "From"))
    last = DayField(label=pgettext_lazy("day", "To"))

    @property
    def leaf(self) -> Leaf:
        return FirstSeen(self.value("start"), self.value("last") + DAY)


class GroupForm(LeafForm):
    kind, label = "group", _("Group of customers")
    groups = forms.MultipleChoiceField(label=_("One of"), choices=Group.choices, widget=forms.CheckboxSelectMultiple)

    @property
    def leaf(self) -> Leaf:
        return InGroup(tuple(self.value("groups")))


class StepsForm(LeafForm):
    kind, label = "steps", _("Lately × worth")
    recency_from = number(_("Lately, from step"), STEPS, initial=4)
    recency_to = number(_("to step"), STEPS, initial=5)
    worth_from = number(_("Worth, from step"), STEPS, initial=4)
    worth_to = number(_("to step"), STEPS, initial=5)

    @property
    def leaf(self) -> Leaf:
        return HasSteps(
            (self.value("recency_from"), self.value("recency_to")), (self.value("worth_from"), self.value("worth_to"))
        )

    @classmethod
    def filled(cls, leaf: Any) -> dict[str, Any]:
        names = ("recency_from", "recency_to", "worth_from", "worth_to")
        return dict(zip(names, (*leaf.recency, *leaf.worth), strict=True))


class DidForm(SpanForm):
    kind, label = "did", _("What they did")
    event = forms.ChoiceField(label=_("They"), choices=list(DEEDS.items()), initial="product_view")
    times = number(_("Times at least"), MOST_TIMES, initial=1)
    days = number(_("In the last days"), MOST_DAYS, required=False, initial=30)
    field_order = ("event", "times", "days", "start", "last")

    @property
    def leaf(self) -> Leaf:
        value = self.value
        return Did(value("event"), value("times"), value("days"), value("start"), self.end)


class ActiveForm(SpanForm):
    kind, label = "active", _("Active days")
    times = number(_("Days at least"), MOST_DAYS, initial=1)
    days = number(_("In the last days"), MOST_DAYS, required=False, initial=30)
    field_order = ("times", "days", "start", "last")

    @property
    def leaf(self) -> Leaf:
        return WasActive(self.value("times"), self.value("days"), self.value("start"), self.end)


class BoughtForm(LeafForm):
    kind, label = "bought", _("What they bought")
    measure = forms.ChoiceField(
        label=_("Measured by"),
        choices=[
            ("count", _("paid orders")),
            ("sum", _("what they paid, ¥")),
            ("last", _("days since the last order")),
        ],
    )
    operator = forms.ChoiceField(label=_("How much"), choices=[("least", _("at least")), ("most", _("at most"))])
    value_ = number(_("Number"), MOST_VALUE // 100, least=0, initial=1)
    days = number(_("In the last days"), MOST_DAYS, required=False)

    @property
    def leaf(self) -> Leaf:
        value, measure = self.value("value_"), self.value("measure")
        return Bought(measure, self.value("operator"), value * 100 if measure == "sum" else value, self.value("days"))

    @classmethod
    def filled(cls, leaf: Any) -> dict[str, Any]:
        value = leaf.value // 100 if leaf.measure == "sum" else leaf.value
        return {**vars(leaf), "value_": value}


FORMS: Mapping[str, type[LeafForm]] = {
    form.kind: form
    for form in (
        BoughtForm,
        DidForm,
        GroupForm,
        LivesForm,
        LevelForm,
        JoinedLatelyForm,
        ActiveForm,
        StepsForm,
        JoinedForm,
        FirstSeenForm,
    )
}


class HeadForm(forms.Form):
    """What the segment is called, and how its conditions hang together."""

    name = forms.CharField(label=_("Name"), max_length=60)
    join = forms.ChoiceField(
        label=_("Who belongs to it"),
        choices=[("all", _("Whoever meets all of them")), ("any", _("Whoever meets one of them"))],
        widget=forms.RadioSelect,
        initial="all",
    )
    kept = forms.CharField(required=False, widget=forms.HiddenInput, max_length=4_000)

    def clean_name(self) -> str:
        name = " ".join(str(self.cleaned_data["name"]).replace("\x00", "").split())
        if not name:
            raise forms.ValidationError(_("Give it a name."))
        return name


class HandoutForm(forms.Form):
    """Which of the running coupons everybody gets."""

    coupon = forms.ChoiceField(label=_("Coupon"))

    def __init__(self, *args: Any, coupons: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.coupons = {terms.campaign.key: terms for terms in coupons}
        named = [(key, terms.campaign.name) for key, terms in self.coupons.items()]
        self.fields["coupon"].choices = named  # type: ignore[attr-defined]  # a choice field


def usable(leaf: Condition) -> bool:
    """Whether a row can show this condition: of one thing only, it stays as it is."""
    return not (isinstance(leaf, Did) and (leaf.object_id or leaf.event not in DEEDS))
