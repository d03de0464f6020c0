"""The product editor's form, matrix and pictures apart."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from catalog.products.models import Product
from catalog.taxonomy.models import AttributeValue, Category
from catalog.taxonomy.selectors import category_tree


class ProductForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=120)
    subtitle = forms.CharField(
        label=_("One line more"), max_length=120, required=False, help_text=_("What you would say across the counter.")
    )
    category = forms.ModelChoiceField(Category.objects.all(), label=_("Category"), empty_label=_("Choose one"))
    description = forms.CharField(
        label=_("Description"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Markdown: **bold**, ## heading, - list."),
    )
    language = forms.ChoiceField(label=_("Language of these texts"), choices=settings.LANGUAGES)
    attributes = forms.ModelMultipleChoiceField(AttributeValue.objects.all(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = category_tree().in_order()
        names = [(str(one.pk), f"{'  ' * depth}{one.label}") for depth, one in rows]
        self.fields["category"].choices = [("", _("Choose one")), *names]  # type: ignore[attr-defined]  # a choice field

    def chosen_values(self) -> set[int]:
        raw = self["attributes"].value() or []
        return {int(pk) for pk in raw if str(pk).isascii() and str(pk).isdigit()}


def initial_of(product: Product | None) -> dict[str, Any]:
    if product is None:
        return {"language": "zh-hans"}
    return {
        "title": product.title,
        "subtitle": product.subtitle,
        "category": product.category_id,
        "description": product.description,
        "language": product.language,
        "attributes": list(product.attributes.values_list("pk", flat=True)),
    }
