"""Editorial pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from config.kernel.access import public


@public
def algorithm(request: HttpRequest) -> HttpResponse:
    """How ranking works, in plain words."""
    return render(request, "content/pages/algorithm.html")
