"""Classes DRF's settings name; apart from api.py because DRF loads them while its own views are still loading."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.dateparse import parse_datetime
from rest_framework import exceptions, pagination, parsers, permissions, renderers

from config.kernel.access import Policy, SignInNeeded

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.views import APIView


class DeclaredAccess(permissions.BasePermission):
    """Asks the view's `access` policy (one, or one per method); a view without a policy is closed."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        policy = getattr(view, "access", None)
        if isinstance(policy, dict):
            policy = policy.get(request.method or "", policy.get("*"))
        if not isinstance(policy, Policy):
            return False
        try:
            policy.check(request)
        except SignInNeeded as refusal:
            raise exceptions.NotAuthenticated(refusal.text) from refusal
        return True


class KeysetPagination(pagination.CursorPagination):
    """`?cursor=&limit=`: the next page starts after the last row, however long the list is."""

    page_size = 20
    max_page_size = 100
    page_size_query_param = "limit"
    ordering = "-id"

    def decode_cursor(self, request: Request) -> Any:
        """A place no row could have leads nowhere, like a cursor that can't be read at all."""
        cursor: Any = super().decode_cursor(request)
        if cursor is not None and cursor.position is not None and not self.is_place(cursor.position):
            raise exceptions.NotFound(self.invalid_cursor_message)
        return cursor

    def is_place(self, text: str) -> bool:
        return text.isascii() and text.isdigit() and len(text) < 19


class KeysetByMoment(KeysetPagination):
    """The same for lists in the order of a moment."""

    def is_place(self, text: str) -> bool:
        try:
            moment = parse_datetime(text)
        except ValueError:
            return False
        return moment is not None and moment.tzinfo is not None


class JsonBody(parsers.JSONParser):
    """JSON somebody sends; what is nested too deep is no JSON of ours."""

    def parse(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().parse(*args, **kwargs)
        except RecursionError as deep:
            raise exceptions.ParseError from deep


class Json(renderers.JSONRenderer):
    """JSON; half a character that somebody sent is answered in escapes, for UTF-8 has none for it."""

    def render(self, data: Any, *args: Any, **kwargs: Any) -> bytes:
        try:
            return bytes(super().render(data, *args, **kwargs))
        except UnicodeEncodeError:
            return bytes(_Escaped().render(data, *args, **kwargs))


class _Escaped(renderers.JSONRenderer):
    ensure_ascii = True
