"""Classes DRF's settings name; apart from api.py because DRF loads them while its own views are still loading."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import exceptions, pagination, parsers, permissions

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


class JsonBody(parsers.JSONParser):
    """JSON somebody sends; what is nested too deep is no JSON of ours."""

    def parse(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().parse(*args, **kwargs)
        except RecursionError as deep:
            raise exceptions.ParseError from deep
