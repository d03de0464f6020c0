"""Mails: written once as plain text, sent as text and as a designed page.

A template `<name>.txt` begins with `Subject: …` and a blank line. A paragraph that is `Label: https://…` becomes a
button in the designed version; every other paragraph stays a paragraph.

    send_mail("accounts/mail/merchant_approved", to=owner.email, language=owner.language, context={…})
"""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

_BUTTON = re.compile(r"(?P<label>[^\n:：]+)[:：]\s*(?P<url>https?://\S+)")


def send_mail(template: str, *, to: str, language: str = "", context: dict[str, Any] | None = None) -> None:
    """Render a mail in the reader's language and hand it to the mail server."""
    with translation.override(language or settings.LANGUAGE_CODE):
        text = render_to_string(f"{template}.txt", context or {})
        head, _blank, body = text.strip().partition("\n\n")
        designed(subject=head.removeprefix("Subject:").strip(), text=body, to=[to]).send()


def designed(
    *, subject: str, text: str, to: list[str], headers: dict[str, str] | None = None
) -> EmailMultiAlternatives:
    """A mail with the plain text and the page made from it."""
    text = re.sub(r"\n{3,}", "\n\n", text.strip())
    mail = EmailMultiAlternatives(subject, text + "\n", settings.DEFAULT_FROM_EMAIL, to, headers=headers)
    page = render_to_string(
        "emails/base.html", {"subject": subject, "parts": _parts(text), "site_url": settings.SITE_URL}
    )
    mail.attach_alternative(page, "text/html")
    return mail


def _parts(text: str) -> list[dict[str, str]]:
    parts = []
    for paragraph in text.split("\n\n"):
        button = _BUTTON.fullmatch(paragraph.strip())
        parts.append(button.groupdict() if button else {"text": paragraph.strip()})
    return parts
