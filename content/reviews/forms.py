"""Reviews as buyers and shops fill them in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.products.models import Product
from config.kernel.errors import DomainError
from config.kernel.pictures import PicturesField
from content.posts.words import cleaned
from content.reviews.models import MOST_PICTURES, MOST_TAGS, MOST_WORDS, STARS
from content.reviews.services import Draft
from content.reviews.tags import tags_for

WORDS_OF_STARS = {
    1: pgettext_lazy("stars", "Poor"),
    2: pgettext_lazy("stars", "Below hopes"),
    3: pgettext_lazy("stars", "All right"),
    4: pgettext_lazy("stars", "Good"),
    5: pgettext_lazy("stars", "Very good"),
}


class WordsField(forms.CharField):
    """Plain text of at most 500 characters, lines kept."""

    def __init__(self, *, rows: int = 3, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
        super().__init__(max_length=MOST_WORDS, widget=widget, **kwargs)

    def to_python(self, value: Any) -> Any:
        return cleaned(super().to_python(value) or "")


def pictures_field() -> PicturesField:
    return PicturesField(
        label=_("Pictures"),
        most=MOST_PICTURES,
        required=False,
        help_text=_("Up to 9, for everybody to see. Where they were taken is removed."),
    )


class ReviewForm(forms.Form):
    """One line's review. A form in which nothing was touched asks for nothing."""

    rating = forms.TypedChoiceField(
        label=_("Stars"),
        choices=[(stars, WORDS_OF_STARS[stars]) for stars in reversed(STARS)],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Give it at least one star.")},
    )
    tags = forms.MultipleChoiceField(
        label=_("What fits"), required=False, choices=[], widget=forms.CheckboxSelectMultiple
    )
    text = WordsField(label=pgettext_lazy("review", "In your words"), required=False)
    pictures = pictures_field()
    is_masked = forms.BooleanField(label=_("Show only part of my name"), required=False)

    def __init__(self, *args: Any, product: Product, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tags"].choices = [(tag.value, tag.label) for tag in tags_for(product)]  # type: ignore[attr-defined]  # it is the field above

    def clean_tags(self) -> list[str]:
        tags: list[str] = self.cleaned_data["tags"]
        if len(tags) > MOST_TAGS:
            raise forms.ValidationError(_("Choose at most %(most)d.") % {"most": MOST_TAGS})
        return tags

    @property
    def is_untouched(self) -> bool:
        return not (set(self.changed_data) - {"pictures"} or any(self["pictures"].data or ()))

    @property
    def draft(self) -> Draft:
        return Draft(**self.cleaned_data)


class AdditionForm(forms.Form):
    text = WordsField(label=_("How is it now?"), rows=4)
    pictures = pictures_field()


class ReplyForm(forms.Form):
    reply = WordsField(label=_("Your reply"), help_text=_("Everybody reads it. It can be changed for seven days."))


def add_refusal(form: forms.Form, refusal: DomainError) -> None:
    """Put what the service refused next to its field, or above the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.text)
