"""Where allauth meets our people: handles, languages, designed mails, sealed second-step secrets."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.identity.models import User
from accounts.identity.selectors import free_handle
from config.kernel.encryption import seal, unseal
from config.kernel.mail import designed

LINKS = ("activate_url", "password_reset_url", "signup_url")


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("That e-mail address and password don't go together."),
        "too_many_login_attempts": _("Too many tries. Please wait five minutes, or reset your password."),
        "incorrect_password": _("That isn't your password."),
    }

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """A new person has a handle, a name and the language they signed up in."""
        email = form.cleaned_data["email"].lower()
        user.display_name = form.cleaned_data.get("display_name") or email.partition("@")[0][:40]
        user.handle = free_handle(email.partition("@")[0])
        user.language = translation.get_language() or settings.LANGUAGE_CODE
        super().save_user(request, user, form, commit=False)
        user.email = email
        if commit:
            user.save()
        return user

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMultiAlternatives:
        """In the reader's language, as text and as a designed page; links never follow the asker's Host header."""
        context = {**context, **{name: _ours(context[name]) for name in LINKS if name in context}}
        to = [email] if isinstance(email, str) else email
        reader = context.get("user") or User.objects.filter(email__iexact=to[0]).first()
        with translation.override(getattr(reader, "language", "") or translation.get_language()):
            subject = " ".join(render_to_string(f"{template_prefix}_subject.txt", context).split())
            text = render_to_string(f"{template_prefix}_message.txt", context)
            return designed(subject=subject, text=text, to=to, headers=headers)

    def send_confirmation_mail(self, request: HttpRequest, emailconfirmation: Any, signup: bool) -> None:
        """No link that would take over an address which is somebody else's: its owner gets a note instead."""
        address = emailconfirmation.email_address
        if User.objects.filter(email__iexact=address.email).exclude(pk=address.user_id).exists():
            self.send_account_already_exists_mail(address.email)
        else:
            super().send_confirmation_mail(request, emailconfirmation, signup)


def _ours(url: str) -> str:
    parts = urlsplit(url)
    return settings.SITE_URL + parts.path + (f"?{parts.query}" if parts.query else "")


class SecondStepAdapter(DefaultMFAAdapter):
    """Secrets of authenticator apps and recovery codes are sealed in the database."""

    BOUND_TO = "mfa_authenticator.data"

    def encrypt(self, text: str) -> str:
        return seal(text, bound_to=self.BOUND_TO)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text, bound_to=self.BOUND_TO)
