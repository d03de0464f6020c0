"""allauth's pages in our layouts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.sites.requests import RequestSite
from django.http import HttpRequest, HttpResponse


class OneSite:
    """allauth puts its own `site` into some contexts; our layouts mean config.context's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_template_response(self, request: HttpRequest, response: Any) -> Any:
        context = getattr(response, "context_data", None)
        if context and isinstance(context.get("site"), RequestSite):
            del context["site"]
        return response
