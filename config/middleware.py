"""Middleware of our own."""

from __future__ import annotations

from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse

from config.errors import refusal
from config.kernel.errors import DomainError, TryAgain, Unreadable
from config.kernel.locks import is_contention
from config.kernel.plaintext import is_unreadable


class RefusalPages:
    """Turns what services refuse into pages and JSON, so that views need not catch it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(self), geolocation=(), microphone=(self), payment=()"
        )
        if request.user.is_authenticated if hasattr(request, "user") else False:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, DomainError):
            return refusal(request, error)
        if isinstance(error, OperationalError) and is_contention(error):
            return refusal(request, TryAgain())
        return refusal(request, Unreadable()) if is_unreadable(error) else None
