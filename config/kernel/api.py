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

from config.kernel.errors import DomainError, NotAllowed, NotFound, TryAgain
from config.kernel.idempotency import once
from config.kernel.locks import is_contention

PROBLEM_TYPE = "application/problem+json"


class Problem(serializers.Serializer[Any]):
    """RFC 9457 problem details, with a stable `code` and errors by field."""

    type = serializers.CharField(default="about:blank")
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField()
    errors = serializers.DictField(child=serializers.ListField(child=serializers.CharField()), required=False)


def problem(*, status: int, code: str, detail: str, errors: dict[str, Any] | None = None) -> dict[str, Any]:
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "code": code, "detail": detail}
    return body | ({"errors": errors} if errors else {})


def problem_details(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: every refusal becomes problem+json; what we did not foresee stays a 500."""
    headers = {}
    if isinstance(error, OperationalError) and is_contention(error):
        error = TryAgain()
    if isinstance(error, Http404):
        error = NotFound()
    if isinstance(error, PermissionDenied):
        error = NotAllowed()
    if isinstance(error, DomainError):
        errors = {error.field: [error.text]} if error.field else None
        body = problem(status=error.status, code=error.code, detail=error.text, errors=errors)
    elif isinstance(error, exceptions.ValidationError):
        errors = error.detail if isinstance(error.detail, dict) else {"non_field_errors": error.detail}
        body = problem(status=422, code="invalid", detail=_("Please check what you entered."), errors=errors)
    elif isinstance(error, exceptions.APIException):
        code = error.get_codes()
        body = problem(
            status=error.status_code, code=code if isinstance(code, str) else "refused", detail=str(error.detail)
        )
        if wait := getattr(error, "wait", None):
            headers["Retry-After"] = str(int(wait))
        if challenge := getattr(error, "auth_header", None):
            headers["WWW-Authenticate"] = challenge
    else:
        return None
    if body["status"] == HTTPStatus.UNAUTHORIZED:
        headers.setdefault("WWW-Authenticate", "Bearer")
    return Response(body, status=body["status"], headers=headers, content_type=PROBLEM_TYPE)


def idempotent(request: Request, *, route: str, actor: str, work: Callable[[], tuple[int, Any]]) -> Response:
    """Answer a POST once per `Idempotency-Key`; see config.kernel.idempotency."""
    key = request.headers.get("Idempotency-Key", "")
    status, answer = once(actor=actor, route=route, key=key, body=request.data, work=work)
    return Response(answer, status=status)
