"""Notifications for machines."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.identity.access import user_of
from community.notifications import services
from community.notifications.kinds import Tab, all_kinds
from community.notifications.selectors import PAGE, choices_of, hearing_of, page_of, unread_count
from community.notifications.serializers import HearingSerializer, LinesSerializer, ReadSerializer, UnreadSerializer
from config.kernel.access import signed_in
from config.kernel.api import Problem

MOST = 100


class NotificationsView(APIView):
    """What one was told, newest first."""

    access = signed_in

    @extend_schema(
        operation_id="notifications",
        parameters=[
            OpenApiParameter("tab", str, enum=Tab.values),
            OpenApiParameter("cursor", str),
            OpenApiParameter("limit", int, description="at most 100"),
        ],
        responses={200: LinesSerializer},
    )
    def get(self, request: Request) -> Response:
        user, query = user_of(request), request.query_params
        tab = query.get("tab", "") if query.get("tab") in Tab.values else ""
        limit = query.get("limit", "")
        size = min(MOST, max(1, int(limit[:9]))) if limit.isascii() and limit.isdigit() else PAGE
        page = page_of(user, tab=tab, cursor=query.get("cursor", ""), size=size)
        body: Any = {"unread": unread_count(user), "next": page.next_cursor, "results": page.lines}
        return Response(LinesSerializer(body).data)


class NotificationsReadView(APIView):
    """These, or all, have been read. Saying it twice changes nothing."""

    access = signed_in

    @extend_schema(
        operation_id="notifications_read", request=ReadSerializer, responses={200: UnreadSerializer, 422: Problem}
    )
    def post(self, request: Request) -> Response:
        sent = ReadSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        user = user_of(request)
        services.read_all(user=user, tab=sent.validated_data.get("tab", ""), keys=sent.validated_data.get("keys"))
        body: Any = {"unread": unread_count(user)}
        return Response(UnreadSerializer(body).data)


class HearingView(APIView):
    """How one wants to hear of things."""

    access = signed_in

    @extend_schema(operation_id="me_notifications", responses={200: HearingSerializer})
    def get(self, request: Request) -> Response:
        return self._shown(request)

    @extend_schema(
        operation_id="me_notifications_change",
        request=HearingSerializer,
        responses={200: HearingSerializer, 422: Problem},
    )
    def put(self, request: Request) -> Response:
        sent = HearingSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        wish = dict(sent.validated_data)
        chosen = {name: (one["in_app"], one["by_mail"]) for name, one in wish.pop("kinds").items()}
        services.change_hearing(person=user_of(request), **wish)
        services.choose_kinds(person=user_of(request), choices=chosen)
        return self._shown(request)

    def _shown(self, request: Request) -> Response:
        user = user_of(request)
        row = hearing_of(user.pk)
        kinds = {name: wish._asdict() for name, wish in choices_of(user.pk, all_kinds()).items()}
        body: Any = {
            "digest": row.digest,
            "zone": row.zone,
            "quiet_from": row.quiet_from,
            "quiet_until": row.quiet_until,
            "kinds": kinds,
        }
        return Response(HearingSerializer(body).data)
