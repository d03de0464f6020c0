"""Error pages: refusals of the domain, and Django's 400, 403, 404 and 500."""

from __future__ import annotations

import json
import secrets

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from config.kernel.api import PROBLEM_TYPE, problem
from config.kernel.errors import DomainError


def wants_json(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def refusal(request: HttpRequest, error: DomainError) -> HttpResponse:
    """A refusal as the asker can read it: problem+json, a toast for HTMX, or a page with the sentence."""
    if wants_json(request):
        return JsonResponse(
            problem(status=error.status, code=error.code, detail=error.text),
            status=error.status,
            content_type=PROBLEM_TYPE,
        )
    if request.headers.get("HX-Request"):
        return HttpResponse(
            status=error.status,
            headers={"HX-Reswap": "none", "HX-Trigger": json.dumps({"toast": {"text": error.text, "kind": "error"}})},
        )
    return render(request, "errors/refusal.html", {"error": error, "text": error.text}, status=error.status)


def _page(request: HttpRequest, status: int, code: str, detail: str) -> HttpResponse:
    if wants_json(request):
        return JsonResponse(problem(status=status, code=code, detail=detail), status=status, content_type=PROBLEM_TYPE)
    return render(request, f"errors/{status}.html", {"detail": detail}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 400, "bad_request", _("We couldn't read that request."))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 403, "not_allowed", _("Your account can't do that."))


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 404, "not_found", _("We couldn't find that."))


def broken(request: HttpRequest) -> HttpResponse:
    """500. No template context that could fail again; a reference to find the log line by."""
    reference = secrets.token_hex(2).upper()
    if wants_json(request):
        return JsonResponse(
            problem(status=500, code="fault", detail=f"Ref {reference}"), status=500, content_type=PROBLEM_TYPE
        )
    return render(None, "errors/500.html", {"reference": reference}, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    if not wants_json(request) and request.method == "POST":
        messages.error(request, _("This page was open too long. Please try again."))
    return _page(request, 403, "csrf_failed", _("This page was open too long. Please go back, reload and try again."))
