"""Signing up, with the questions that need an answer."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from django import forms
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.identity.errors import NameMissing
from accounts.identity.forms import in_our_words
from accounts.identity.models import User
from accounts.privacy.models import Purpose
from accounts.privacy.services import answer
from config.kernel.plaintext import cleaned_line

TERMS = _(
    'I agree to the <a href="{terms}" target="_blank">terms</a> and the '
    '<a href="{privacy}" target="_blank">privacy policy</a>.'
)


ASKED_HERE = (Purpose.TERMS, Purpose.PERSONALISATION, Purpose.MARKETING)  # being counted is asked under every page


def terms_label() -> str:
    return format_html(str(TERMS), terms=reverse_lazy("terms"), privacy=reverse_lazy("privacy"))


class SignupForm(allauth_forms.SignupForm):
    """Name, e-mail, password, and three ticks, none of them set beforehand; only the terms are needed."""

    display_name = forms.CharField(
        label=pgettext_lazy("person", "Name"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "nickname"})
    )
    terms = forms.BooleanField(error_messages={"required": _("An account needs your agreement to the terms.")})
    personalisation = forms.BooleanField(
        label=_("Choose recommendations by what I look at and buy. I can switch it off at any time."), required=False
    )
    marketing = forms.BooleanField(
        label=_("Send me news and offers by e-mail. I can stop them at any time."), required=False
    )
    field_order = ["display_name", "email", "password1", "terms", "personalisation", "marketing"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_our_words(self, email=_("E-mail"), password1=_("Password"), terms=terms_label())
        self.fields["password1"].help_text = _("At least 8 characters; a sentence is better than a word.")

    def clean_display_name(self) -> str:
        name = cleaned_line(self.cleaned_data["display_name"])
        if not name:
            raise forms.ValidationError(NameMissing().text)
        return name

    def validate_unique_email(self, value: str) -> str:
        """A used address is no error of the form: only its owner's mailbox hears of it."""
        self.account_already_exists = User.objects.filter(email__iexact=value).exists()
        return value

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        if not self.account_already_exists:
            try:
                with transaction.atomic():
                    return self.save(request), None
            except IntegrityError as clash:  # a second tap on the button was quicker
                if "user_email_once" not in str(clash):
                    raise
        User().set_password(self.cleaned_data["password1"])  # takes as long as it does for a new person
        adapter = get_adapter()
        adapter.send_account_already_exists_mail(self.cleaned_data["email"])
        return None, adapter.respond_email_verification_sent(request, None)

    def save(self, request: HttpRequest) -> User:
        user: User = super().save(request)
        for purpose in ASKED_HERE:
            answer(
                user=user,
                purpose=purpose,
                given=self.cleaned_data[purpose],
                ip=request.META.get("REMOTE_ADDR", ""),
            )
        return user


class ClosingForm(forms.Form):
    """Leaving, for good: the password, and that one has read what goes."""

    password = forms.CharField(
        label=_("Password"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}), max_length=200
    )
    understood = forms.BooleanField(
        label=_("I know that it can't be undone after the fourteen days."),
        error_messages={"required": _("Please confirm that you know.")},
    )
