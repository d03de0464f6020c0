"""The policy, the terms, and what one agreed to."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.identity.access import user_of
from accounts.identity.models import User
from accounts.privacy.closing import ask_closing
from accounts.privacy.errors import StillNeeded, WrongPassword
from accounts.privacy.exporting import ask_export, export_of_link, link_of
from accounts.privacy.forms import ClosingForm
from accounts.privacy.measuring import YES, measuring_of, remember_answer
from accounts.privacy.models import COOLING_OFF, ExportState, Purpose
from accounts.privacy.registry import losses, obstacles
from accounts.privacy.selectors import consent_log, consents_of, newest_export
from accounts.privacy.services import answer
from config.kernel.access import public, signed_in
from config.kernel.clock import now
from config.kernel.errors import NotFound
from config.kernel.language import in_language

ASKED = (Purpose.PERSONALISATION, Purpose.MEASURING, Purpose.MARKETING)
LOG_LENGTH = 50
STOP_POLLING = 286
RUNNING = (ExportState.WAITING, ExportState.WORKING)


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
        return remember_answer(redirect("me:privacy"), request, is_yes=Purpose.MEASURING in request.POST)
    given = consents_of(user_of(request))
    here = {Purpose.MEASURING} if measuring_of(request) == YES else set()  # said by this browser before signing in
    choices = [
        (
            Purpose.PERSONALISATION,
            _("Choose recommendations by what I look at and buy. I can switch it off at any time."),
        ),
        (
            Purpose.MEASURING,
            _("Count which pages and cards I look at, to improve the site. I can switch it off at any time."),
        ),
        (Purpose.MARKETING, _("Send me news and offers by e-mail. I can stop them at any time.")),
    ]
    context = _copy_context(user_of(request)) | {
        "choices": [
            {"purpose": purpose, "words": words, "given": given[purpose].given if purpose in given else purpose in here}
            for purpose, words in choices
        ],
        "log": consent_log(user_of(request))[:LOG_LENGTH],
    }
    return render(request, "accounts/privacy/settings.html", context)


@public
@require_POST
def measuring(request: HttpRequest) -> HttpResponse:
    """The answer to the notice under every page: `answer` is yes or no. Both are one tap."""
    is_yes = request.POST.get("answer") == "yes"
    if isinstance(request.user, User):
        answer(user=request.user, purpose=Purpose.MEASURING, given=is_yes, ip=request.META["REMOTE_ADDR"])
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return remember_answer(redirect(back if is_ours else "home"), request, is_yes=is_yes)


# ---- a copy of one's data ---------------------------------------------------------------------------------------


def _copy_context(user: User) -> dict[str, Any]:
    export = newest_export(user)
    return {
        "export": export,
        "is_running": export is not None and export.state in RUNNING,
        "export_path": link_of(export) if export is not None and export.state == ExportState.READY else "",
    }


@signed_in
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    ask_export(user=user_of(request))
    messages.success(request, _("We are collecting it. You can leave this page; we will tell you."))
    return redirect("me:privacy")


@signed_in
@require_GET
def export_progress(request: HttpRequest) -> HttpResponse:
    """The fragment that asks again every second until the copy is there."""
    context = _copy_context(user_of(request))
    status = 200 if context["is_running"] else STOP_POLLING
    return render(request, "accounts/privacy/copy.html", context, status=status)


@signed_in
@require_GET
def export_file(request: HttpRequest, token: str) -> FileResponse:
    """Behind a signed link, for its owner alone, never kept by what stands between."""
    found = export_of_link(user_of(request), token=token)
    try:
        opened = found.file.open("rb")
    except FileNotFoundError as gone:
        raise NotFound from gone
    answer = FileResponse(opened, as_attachment=True, filename="hetang-data.zip", content_type="application/zip")
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


# ---- leaving ----------------------------------------------------------------------------------------------------


@signed_in
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest) -> HttpResponse:
    """What goes, what the law keeps, what would be lost; confirmed with the password."""
    user = user_of(request)
    form = ClosingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            closing = ask_closing(user=user, password=form.cleaned_data["password"])
        except (WrongPassword, StillNeeded) as refusal:
            form.add_error("password" if refusal.field else None, refusal.text)
        else:
            logout(request)
            return render(request, "accounts/privacy/closing.html", {"closing": closing})
    context = {
        "form": form,
        "obstacles": obstacles(user),
        "losses": losses(user),
        "due_at": now() + COOLING_OFF,
        "days": COOLING_OFF.days,
    }
    return render(request, "accounts/privacy/close.html", context, status=422 if form.errors else 200)
