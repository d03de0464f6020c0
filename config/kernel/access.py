"""Who may call a view. Every view declares its policy; a test walks all URLs and fails for one that does not.

A policy is a function of the request that returns None to let it pass, or raises. It looks at roles only; which *rows*
an actor may see is the business of the `…_for(actor, …)` selectors. The same policy object guards pages and API.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from config.kernel.errors import DomainError, NotFound

M = TypeVar("M", bound=models.Model)
V = TypeVar("V", bound=Callable[..., Any])


class SignInNeeded(DomainError):
    code = "sign_in_needed"
    status = 401
    message = _("Please sign in first.")


@dataclass(frozen=True)
class Policy:
    """A named rule. As a decorator it guards a function view and marks it; DRF views take it as `access = policy`."""

    name: str
    check: Callable[[Any], None]

    def __call__(self, view: V) -> V:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                self.check(request)
            except SignInNeeded:
                if request.headers.get("HX-Request"):
                    raise
                return redirect_to_login(request.get_full_path())
            response: HttpResponse = view(request, *args, **kwargs)
            return response

        guarded.access = self  # type: ignore[attr-defined]  # the mark the test of all URLs reads
        return guarded  # type: ignore[return-value]  # called as the view was


def _anyone(_request: Any) -> None:
    return None


def _signed_in(request: Any) -> None:
    if not request.user.is_authenticated:
        raise SignInNeeded


public = Policy("public", _anyone)
signed_in = Policy("signed in", _signed_in)


def get_or_missing(queryset: models.QuerySet[M], **lookup: Any) -> M:
    """The one row, or NotFound: another's object looks exactly like one that never was."""
    try:
        return queryset.get(**lookup)
    except (ObjectDoesNotExist, ValueError, OverflowError) as missing:
        raise NotFound from missing
