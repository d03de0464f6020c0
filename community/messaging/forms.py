"""What somebody writes, as a form."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from community.messaging.models import LONGEST_MESSAGE
from config.kernel.errors import DomainError
from config.kernel.pictures import PictureField


class MessageForm(forms.Form):
    """The service says what is too long or nothing at all, for pages, sockets and machines alike."""

    body = forms.CharField(
        label=_("Message"), required=False, widget=forms.Textarea(attrs={"rows": 1, "maxlength": LONGEST_MESSAGE})
    )
    picture = PictureField(label=_("Picture"), required=False)
    client_id = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)
    product = forms.CharField(required=False, max_length=90, widget=forms.HiddenInput)
    order = forms.CharField(required=False, max_length=24, widget=forms.HiddenInput)


class QuickReplyForm(forms.Form):
    title = forms.CharField(label=_("Name"), max_length=20, help_text=_("What the button says."))
    body = forms.CharField(label=_("Words"), max_length=LONGEST_MESSAGE, widget=forms.Textarea(attrs={"rows": 3}))


def add_refusal(form: forms.Form, refusal: DomainError) -> None:
    """Put what the service refused next to its field, or to what was written."""
    form.add_error(refusal.field if refusal.field in form.fields else "body", refusal.text)
