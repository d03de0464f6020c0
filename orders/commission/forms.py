"""A rule as operators write it: a percentage, days, and what it is for."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.products.models import Product
from catalog.shops.models import Shop
from catalog.taxonomy.models import Category
from catalog.taxonomy.selectors import category_tree
from config.kernel.clock import local_day, now
from orders.commission.models import MOST_BASIS_POINTS, Scope

DAY = {"type": "date"}


class PercentField(forms.DecimalField):
    """Percent as people write them; basis points inside."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=MOST_BASIS_POINTS // 100, decimal_places=2, max_digits=5, **kwargs)
        self.widget.attrs["inputmode"] = "decimal"

    def to_python(self, value: Any) -> Any:
        plain = unicodedata.normalize("NFKC", value).rstrip("% ") if isinstance(value, str) else value
        return super().to_python(plain)

    def clean(self, value: Any) -> Any:
        percent: Decimal | None = super().clean(value)
        return None if percent is None else int(percent * 100)


class RuleForm(forms.Form):
    scope = forms.ChoiceField(label=_("Applies to"), choices=Scope.choices, initial=Scope.ALL)
    product = forms.SlugField(
        label=_("Product"),
        required=False,
        max_length=90,
        allow_unicode=True,
        help_text=_("The last part of its address. Look it up below."),
    )
    category = forms.ChoiceField(label=_("Category"), required=False)
    shop = forms.ModelChoiceField(
        label=_("Shop"),
        queryset=Shop.objects.order_by("name", "pk"),
        required=False,
        to_field_name="slug",
        empty_label="—",
    )
    basis_points = PercentField(label=_("Share in %"))
    starts_on = forms.DateField(
        label=pgettext_lazy("day", "From"),
        required=False,
        widget=forms.DateInput(attrs=DAY),
        help_text=_("Empty: from now on."),
    )
    ends_on = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput(attrs=DAY), help_text=_("Empty: until it is ended.")
    )
    note = forms.CharField(label=_("Reason"), max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = category_tree().in_order()
        choices = [("", "—"), *((one.slug, f"{'　' * depth}{one.label}") for depth, one in rows)]
        self.fields["category"].choices = choices  # type: ignore[attr-defined]  # it is the field above

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        scope = clean.get("scope")
        if scope in {Scope.PRODUCT, Scope.CATEGORY, Scope.SHOP} and not self.errors.get(scope):
            clean["target"] = self._target(str(scope), clean)
            if clean["target"] is None:
                self.add_error(str(scope), _("Say which one."))
        return clean

    def _target(self, scope: str, clean: dict[str, Any]) -> Product | Category | Shop | None:
        if scope == Scope.PRODUCT:
            return Product.objects.select_related("shop").filter(slug=clean.get("product") or "").first()
        if scope == Scope.CATEGORY:
            return Category.objects.filter(slug=clean.get("category") or "").first()
        shop: Shop | None = clean.get("shop")
        return shop

    @property
    def asked(self) -> dict[str, Any]:
        """What the service is called with. Today means now; the last day is whole."""
        clean = self.cleaned_data
        starts_on, ends_on = clean["starts_on"], clean["ends_on"]
        return {
            "target": clean.get("target"),
            "basis_points": clean["basis_points"],
            "starts_at": None if starts_on is None or starts_on == local_day(now()) else _midnight(starts_on),
            "ends_at": _midnight(ends_on + timedelta(days=1)) if ends_on else None,
            "note": clean["note"],
        }


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
