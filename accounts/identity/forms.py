"""Forms of the way in, with our words, and of one's own profile."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.identity.models import HANDLE
from config.kernel.pictures import PictureField


def in_our_words(form: forms.Form, **labels: Any) -> None:
    """Labels above the fields, nothing written inside them."""
    for name, field in form.fields.items():
        field.widget.attrs.pop("placeholder", None)
        field.label = labels.get(name, field.label)


class LoginForm(allauth_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_our_words(self, login=_("E-mail"), password=_("Password"))
        self.fields["login"].widget.attrs["autofocus"] = True
        self.fields["password"].help_text = format_html(
            '<a href="{}">{}</a>', reverse("account_reset_password"), _("Forgot your password?")
        )


class ResetPasswordForm(allauth_forms.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_our_words(self, email=_("E-mail"))


class ChangeEmailForm(allauth_forms.AddEmailForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_our_words(self, email=_("New e-mail address"))


class ReauthenticateForm(allauth_forms.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_our_words(self, password=_("Password"))
        self.fields["password"].help_text = ""


class ProfileForm(forms.Form):
    """Not a model form: a handle somebody else has is refused by the service, next to the field."""

    display_name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=40)
    handle = forms.CharField(
        label=_("Handle"), max_length=25, help_text=_("3 to 24 small letters, digits or underscores.")
    )
    bio = forms.CharField(
        label=_("About you"), max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean_handle(self) -> str:
        handle: str = self.cleaned_data["handle"].removeprefix("@").lower()
        HANDLE(handle)
        return handle


class AvatarForm(forms.Form):
    picture = PictureField(
        label=_("Picture"), help_text=_("JPEG, PNG or WebP, up to 10 MB. We keep no place or camera data.")
    )
