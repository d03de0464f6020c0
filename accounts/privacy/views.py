"""The policy, the terms, and what one agreed to."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.identity.access import user_of
from accounts.privacy.models import Purpose
from accounts.privacy.selectors import consent_log, consents_of
from accounts.privacy.services import answer
from config.kernel.access import public, signed_in
from config.kernel.language import in_language

ASKED = (Purpose.PERSONALISATION, Purpose.MARKETING)
LOG_LENGTH = 50


@public
def policy(request: HttpRequest) -> HttpResponse:
    return _long_text(request, "privacy", _("Privacy"))


@public
def terms(request: HttpRequest) -> HttpResponse:
    return _long_text(request, "terms", _("Terms"))


def _long_text(request: HttpRequest, name: str, title: str) -> HttpResponse:
    text = f"accounts/privacy/texts/{name}.{in_language('zh', 'en')}.html"
    return render(request, "accounts/privacy/text.html", {"title": title, "text": text})


@signed_in
def settings(request: HttpRequest) -> HttpResponse:
    """What one agreed to, changed by a tick, and the log of every answer."""
    if request.method == "POST":
        for purpose in ASKED:
            answer(
                user=user_of(request), purpose=purpose, given=purpose in request.POST, ip=request.META["REMOTE_ADDR"]
            )
        messages.success(request, _("Saved. It counts from now on."))
        return redirect("me:privacy")
    given = consents_of(user_of(request))
    choices = [
        (
            Purpose.PERSONALISATION,
            _("Choose recommendations by what I look at and buy. I can switch it off at any time."),
        ),
        (Purpose.MARKETING, _("Send me news and offers by e-mail. I can stop them at any time.")),
    ]
    context = {
        "choices": [
            {"purpose": purpose, "words": words, "given": purpose in given and given[purpose].given}
            for purpose, words in choices
        ],
        "log": consent_log(user_of(request))[:LOG_LENGTH],
    }
    return render(request, "accounts/privacy/settings.html", context)
