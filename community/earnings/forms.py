"""What a shop gives, in per cent; and an operator's decision."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.products.models import Product
from catalog.shops.models import Shop
from community.earnings.models import MOST_FIRST, MOST_SECOND
from community.earnings.selectors import products_to_rate
from orders.commission.forms import PercentField


def capped(field: str, most: int) -> Any:
    """A clean method: no more than so many basis points."""

    def clean(form: forms.Form) -> int:
        value: int = form.cleaned_data[field]
        if value > most:
            raise forms.ValidationError(_("At most %(most)s %%.") % {"most": most // 100})
        return value

    return clean


class RateForm(forms.Form):
    """What sharers get of all goods, or of one product."""

    product = forms.ModelChoiceField(
        label=_("Product"),
        queryset=Product.objects.none(),
        required=False,
        to_field_name="slug",
        empty_label=_("All products"),
    )
    first = PercentField(
        label=_("Who shares, in %"), initial=0, help_text=_("Of what the buyer pays for the goods. 0: nothing.")
    )
    second = PercentField(
        label=_("Who invited the sharer, in %"), initial=0, help_text=_("At most as much as who shares.")
    )
    clean_first = capped("first", MOST_FIRST)
    clean_second = capped("second", MOST_SECOND)

    def __init__(self, *args: Any, shop: Shop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["product"].queryset = products_to_rate(shop)  # type: ignore[attr-defined]  # it is the field above


class JudgeEarningForm(forms.Form):
    is_good = forms.TypedChoiceField(
        choices=[("1", pgettext_lazy("referral", "Good")), ("0", pgettext_lazy("referral", "Refuse"))],
        coerce=lambda value: value == "1",
        empty_value=None,
    )
    note = forms.CharField(label=_("Reason"), min_length=4, max_length=200)
