"""What every API view shares: problem+json and idempotent POSTs."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from config.kernel.errors import DomainError, NotAllowed, NotFound, TryAgain, Unreadable
from config.kernel.idempotency import once
from config.kernel.locks import is_contention
from config.kernel.plaintext import is_unreadable

PROBLEM_TYPE = "application/problem+json"


class Problem(serializers.Serializer[Any]):
    """RFC 9457 problem details, with a stable `code` and errors by field."""

    type = serializers.CharField(default="about:blank")
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField()
    errors = serializers.DictField(  # type: ignore[assignment]  # RFC 9457 extension; DRF has an attribute of this name
        child=serializers.ListField(child=serializers.CharField()), required=False
    )


def problem(*, status: int, code: str, detail: str, errors: dict[str, Any] | None = None) -> dict[str, Any]:
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "code": code, "detail": detail}
    return body | ({"errors": errors} if errors else {})


def problem_details(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: every refusal becomes problem+json; what we did not foresee stays a 500."""
    error = as_refusal(error)
    if isinstance(error, DomainError):
        named = {error.field: [error.text]} if error.field else None
        body = problem(status=error.status, code=error.code, detail=error.text, errors=named)
    elif isinstance(error, exceptions.ValidationError):
        errors: Any = error.detail if isinstance(error.detail, dict) else {"non_field_errors": error.detail}
        body = problem(status=422, code="invalid", detail=_("Please check what you entered."), errors=errors)
    elif isinstance(error, exceptions.APIException):
        code = error.get_codes()
        name = code if isinstance(code, str) else "refused"
        body = problem(status=error.status_code, code=name, detail=str(error.detail))
    else:
        return None
    return Response(body, status=body["status"], headers=_headers(error, body["status"]), content_type=PROBLEM_TYPE)


def as_refusal(error: Exception) -> Exception:
    """What Django and PostgreSQL call a refusal, in our words; anything else stays itself."""
    if isinstance(error, OperationalError) and is_contention(error):
        return TryAgain()
    if isinstance(error, Http404):
        return NotFound()
    if isinstance(error, PermissionDenied):
        return NotAllowed()
    return Unreadable() if is_unreadable(error) else error


def _headers(error: Exception, status: int) -> dict[str, str]:
    headers = {}
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait))
    if status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = getattr(error, "auth_header", None) or "Bearer"
    return headers


def idempotent(request: Request, *, route: str, actor: str, work: Callable[[], tuple[int, Any]]) -> Response:
    """Answer a POST once per `Idempotency-Key`; see config.kernel.idempotency."""
    key = request.headers.get("Idempotency-Key", "")
    status, answer = once(actor=actor, route=route, key=key, body=request.data, work=work)
    return Response(answer, status=status)
