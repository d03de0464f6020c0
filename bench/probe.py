"""Counts the queries of a request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse


class Probe:
    """Outermost middleware: writes the number of queries into a header of the answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        count = 0

        def tally(execute: Callable[..., Any], *asked: Any) -> Any:
            nonlocal count
            count += 1
            return execute(*asked)

        with connection.execute_wrapper(tally):
            response = self.get_response(request)
        response.headers["X-Queries"] = str(count)
        return response
