"""Forms of the merchant's desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.inventory.services import MOST_ON_HAND
from catalog.shops.models import Shop
from config.kernel.pictures import PictureField


class PlainIntegerField(forms.RegexField):
    """A whole number in plain digits, nothing else."""

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        self.most = most
        message = _("A whole number from 0 to %(most)s, in digits.") % {"most": most}
        super().__init__(r"\A[0-9]{1,9}\Z", max_length=12, error_messages={"invalid": message}, **kwargs)
        self.widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}

    def clean(self, value: Any) -> int:
        text = super().clean(value)
        if not text:
            return 0
        if int(text) > self.most:
            raise forms.ValidationError(self.error_messages["invalid"])
        return int(text)


class StockForm(forms.Form):
    on_hand = PlainIntegerField(label=pgettext_lazy("pieces", "In stock"), most=MOST_ON_HAND)
    low_at = PlainIntegerField(label=_("Warn at"), most=MOST_ON_HAND)


class BulkForm(forms.Form):
    action = forms.ChoiceField(choices=[(name, name) for name in ("list", "unlist", "price")])
    percent = forms.DecimalField(required=False, min_value=-90, max_value=1000, max_digits=7, decimal_places=2)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("action") == "price" and not cleaned.get("percent"):
            self.add_error("percent", _("By how many per cent? For example −10 or 5."))
        return cleaned


class ShopForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's own is not generic at run time
    """The public face of a shop."""

    mark_upload = PictureField(label=_("Mark"), required=False, help_text=_("Square, at least 320 pixels."))
    banner_upload = PictureField(label=_("Banner"), required=False, help_text=_("Wide, at least 1280 pixels."))

    class Meta:
        model = Shop
        fields = ["name", "tagline", "place", "about", "is_open"]
        widgets = {"about": forms.Textarea(attrs={"rows": 5})}
        labels = {"is_open": _("Open: people can visit and buy")}
