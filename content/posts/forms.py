"""A note as a form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.groups.selectors import groups_to_write_in
from config.kernel.errors import DomainError
from content.posts.models import LONGEST_BODY, LONGEST_TITLE, Disclosure, Post
from orders.bargain.forms import MomentField


class NoteForm(forms.Form):
    """The words of a note and what belongs to them; pictures and products stand beside it in the page."""

    title = forms.CharField(label=pgettext_lazy("note", "Title"), max_length=LONGEST_TITLE, required=False)
    body = forms.CharField(
        label=pgettext_lazy("note", "Text"),
        max_length=LONGEST_BODY,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Up to 1,000 characters. Write #topic to be found by it."),
    )
    place = forms.CharField(label=_("Place"), max_length=40, required=False)
    disclosure = forms.ChoiceField(
        label=_("What do you get for it?"), choices=Disclosure.choices, help_text=_("Readers see it under the note.")
    )
    group = forms.ChoiceField(
        label=_("In a group"), required=False, help_text=_("Who reads the group reads it. This can't be changed later.")
    )
    as_shop = forms.BooleanField(label=_("Show my shop with it"), required=False)
    publish_at = MomentField(label=_("Comes out"), required=False)

    def __init__(
        self, *args: Any, has_shop: bool = False, author: Any = None, is_out: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.groups = {one.slug: one for one in groups_to_write_in(author)} if author and not is_out else {}
        if self.groups:
            none = ("", pgettext_lazy("group", "In none"))
            self.fields["group"].choices = [none, *((slug, one.name) for slug, one in self.groups.items())]  # type: ignore[attr-defined]  # it is a ChoiceField
        else:
            del self.fields["group"]
        if not has_shop:
            del self.fields["as_shop"]

    def add_refusal(self, refusal: DomainError) -> None:
        """What the service refused, next to its field or above the form."""
        self.add_error(refusal.field if refusal.field in self.fields else None, refusal.text)


def initial_of(post: Post | None) -> dict[str, Any]:
    if post is None:
        return {"disclosure": Disclosure.NONE}
    return {
        "title": post.title,
        "body": post.body,
        "place": post.place,
        "disclosure": post.disclosure,
        "as_shop": post.shop_id is not None,
        "group": post.group.slug if post.group else "",
        "publish_at": post.publish_at,
    }
