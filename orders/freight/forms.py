"""The price list as a form: a name and unit, and one small form for each rule."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from accounts.addresses import regions
from orders.freight.models import FreightTemplate, FreightUnit
from orders.freight.services import RuleDraft

MOST_RULES = 40
MOST_CENTS = 10_000_00
PROVINCE_DIGITS = 2


class YuanField(forms.DecimalField):
    """Yuan as people write them; cents inside."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=MOST_CENTS // 100, decimal_places=2, max_digits=8, **kwargs)
        self.widget.attrs["inputmode"] = "decimal"

    def to_python(self, value: Any) -> Any:
        return super().to_python(unicodedata.normalize("NFKC", value) if isinstance(value, str) else value)

    def clean(self, value: Any) -> Any:
        yuan = super().clean(value)
        return None if yuan is None else int(yuan * 100)


class PriceListForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=40)
    unit = forms.ChoiceField(label=_("Charged"), choices=FreightUnit.choices)


def prefix_of(code: str) -> str:
    """330000 → 33, 330100 → 3301: what all codes inside begin with."""
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code


class RuleForm(forms.Form):
    """Where to, and what the first and every further piece (or kilogram) costs."""

    regions = forms.MultipleChoiceField(
        label=_("Regions"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick nothing for everywhere else."),
    )
    is_served = forms.BooleanField(label=_("We send there"), required=False, initial=True)
    first_units = forms.IntegerField(label=_("First"), min_value=1, max_value=999, initial=1)
    first_cents = YuanField(label=_("costs ¥"), initial=0)
    next_units = forms.IntegerField(label=_("Each further"), min_value=1, max_value=999, initial=1)
    next_cents = YuanField(label=_("costs ¥"), initial=0)
    free_over_cents = YuanField(label=_("Free from ¥"), required=False)
    free_from_pieces = forms.IntegerField(label=_("Free from pieces"), min_value=1, max_value=999, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(prefix_of(one.code), one.label) for one in regions.provinces()]
        known = {code for code, _label in choices}
        finer = [code for code in self.initial.get("regions") or [] if code not in known]
        choices += [(code, regions.label(code.ljust(6, "0"))) for code in finer]
        self.fields["regions"].choices = choices  # type: ignore[attr-defined]  # it is the field above

    @property
    def draft(self) -> RuleDraft:
        clean = self.cleaned_data
        return RuleDraft(
            region_prefixes=clean["regions"],
            is_served=clean["is_served"],
            first_units=clean["first_units"],
            first_cents=clean["first_cents"],
            next_units=clean["next_units"],
            next_cents=clean["next_cents"],
            free_over_cents=clean["free_over_cents"] or None,
            free_from_pieces=clean["free_from_pieces"],
        )


class BaseRules(BaseFormSet):  # type: ignore[type-arg]  # not generic when Django runs
    def clean(self) -> None:
        """A region may be named once, so that nobody has to guess which rule wins."""
        seen: set[str] = set()
        for form in kept_rules(self):
            for code in form.cleaned_data["regions"] or [""]:
                if code in seen:
                    form.add_error("regions", _("Another rule is about the same region already."))
                seen.add(code)


def kept_rules(rules: BaseFormSet[RuleForm]) -> list[RuleForm]:
    """Rules that are not deleted and can be read."""
    readable = [form for form in rules.forms if hasattr(form, "cleaned_data") and not form.errors]
    return [form for form in readable if not form.cleaned_data.get("DELETE")]


Rules = formset_factory(
    RuleForm,
    formset=BaseRules,
    extra=0,
    can_delete=True,
    max_num=MOST_RULES,
    validate_max=True,
    absolute_max=MOST_RULES + 5,
)


def initial_rules(template: FreightTemplate | None) -> list[dict[str, Any]]:
    """The rules as the form shows them: yuan instead of cents."""
    if template is None:
        return [{"is_served": True, "first_units": 1, "first_cents": 0, "next_units": 1, "next_cents": 0}]
    return [
        {
            "regions": rule.region_prefixes,
            "is_served": rule.is_served,
            "first_units": rule.first_units,
            "first_cents": yuan(rule.first_cents),
            "next_units": rule.next_units,
            "next_cents": yuan(rule.next_cents),
            "free_over_cents": None if rule.free_over_cents is None else yuan(rule.free_over_cents),
            "free_from_pieces": rule.free_from_pieces,
        }
        for rule in template.rules.order_by("pk")
    ]


def yuan(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}" if cents % 100 else str(cents // 100)
