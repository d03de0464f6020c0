"""Fields and small forms that campaigns are made of: yuan, instants, one item, one step."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import formset_factory
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

MOST_YUAN = 10_000_000
MOST_ROWS = 60
MOST_PIECES = 1_000_000


def _plain(value: Any) -> Any:
    """Full-width digits are digits."""
    return unicodedata.normalize("NFKC", value).strip() if isinstance(value, str) else value


class YuanField(forms.DecimalField):
    """Yuan as people write them; cents inside."""

    def __init__(self, *, min_yuan: float = 0, **kwargs: Any) -> None:
        super().__init__(min_value=min_yuan, max_value=MOST_YUAN, decimal_places=2, max_digits=10, **kwargs)
        self.widget.attrs["inputmode"] = "decimal"

    def to_python(self, value: Any) -> Any:
        return super().to_python(_plain(value))

    def clean(self, value: Any) -> Any:
        yuan = super().clean(value)
        return None if yuan is None else int(yuan * 100)


class CountField(forms.IntegerField):
    """A whole number of pieces or people."""

    def __init__(self, *, most: int = MOST_PIECES, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=most, **kwargs)

    def to_python(self, value: Any) -> Any:
        return super().to_python(_plain(value))


class InstantField(forms.DateTimeField):
    """A day and a time in the site's zone."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class ItemForm(forms.Form):
    """One variant at a special price."""

    sku = forms.CharField(
        label=_("SKU"), max_length=60, widget=forms.TextInput(attrs={"list": "skus", "autocomplete": "off"})
    )
    price_cents = YuanField(label=_("Price, ¥"))

    def __init__(self, *args: Any, variants: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.variants = variants

    def clean_sku(self) -> str:
        sku = str(self.cleaned_data["sku"]).strip()
        if sku not in self.variants:
            raise forms.ValidationError(_("You have no product with this SKU."))
        return sku

    @property
    def variant(self) -> Any:
        return self.variants[self.cleaned_data["sku"]]

    @property
    def known(self) -> Any:
        """The variant that is typed in, to show its name and list price beside it."""
        return self.variants.get(str(self["sku"].value() or "").strip())


class FlashItemForm(ItemForm):
    quota = CountField(label=pgettext_lazy("flash sale", "Pieces in the sale"))
    per_user = CountField(label=_("Most for one person"), required=False, initial=1)


class TierForm(forms.Form):
    """One step."""

    threshold = forms.DecimalField(label=pgettext_lazy("step", "From"), max_digits=10, decimal_places=2)
    off_cents = YuanField(label=_("Money off, ¥"), required=False)
    is_free_shipping = forms.BooleanField(label=_("Free shipping"), required=False)
    gift = forms.ChoiceField(label=_("Coupon after payment"), required=False)

    def __init__(self, *args: Any, gifts: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.gifts = gifts
        choices = [("", _("None")), *((key, one.campaign.name) for key, one in gifts.items())]
        self.fields["gift"].choices = choices  # type: ignore[attr-defined]  # a choice field

    def clean_threshold(self) -> int:
        """In hundredths: cents, or hundredths of a piece that the whole form turns into pieces."""
        value = self.cleaned_data["threshold"]
        if value <= 0:
            raise forms.ValidationError(_("Enter more than 0."))
        return int(value * 100)

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        if not (clean.get("off_cents") or clean.get("is_free_shipping") or clean.get("gift")) and not self.errors:
            self.add_error("off_cents", _("Say what this step gives."))
        return clean


def _rows(form: type[forms.Form]) -> Any:
    return formset_factory(
        form, extra=0, can_delete=True, max_num=MOST_ROWS, validate_max=True, absolute_max=MOST_ROWS + 5
    )


FlashItems, MemberItems, Tiers = _rows(FlashItemForm), _rows(ItemForm), _rows(TierForm)


def kept(rows: Any) -> list[Any]:
    """Rows that are not deleted and can be read."""
    readable = [form for form in rows.forms if hasattr(form, "cleaned_data") and not form.errors]
    return [form for form in readable if not form.cleaned_data.get("DELETE")]
