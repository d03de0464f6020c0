"""Reporting, one's standing and the queue, for machines."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.identity.access import user_of
from accounts.organisations.access import operator
from community.conduct.selectors import standing_of
from config.kernel.access import Policy, signed_in
from config.kernel.api import Problem
from config.kernel.api_defaults import KeysetPagination
from content.moderation.models import LegalNotice, Report, ReviewItem, Strike
from content.moderation.selectors import (
    Wanted,
    item_for,
    items_for,
    notices_by,
    reports_by,
    strike_for,
    strikes_of,
    thing_for,
)
from content.moderation.serializers import (
    AppealSerializer,
    DecisionSerializer,
    NewAppealSerializer,
    NewNoticeSerializer,
    NewReportSerializer,
    NoticeSerializer,
    ReportSerializer,
    ReviewItemSerializer,
    StrikeSerializer,
    TrustSerializer,
)
from content.moderation.services import NoticeDraft, Verdict, appeal, claim, decide, give_notice, report


class Reports(ListAPIView[Report]):
    """What one reported and what came of it; POST reports something."""

    access = signed_in
    serializer_class = ReportSerializer
    pagination_class = KeysetPagination

    @extend_schema(operation_id="me_reports_list")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="report_create",
        request=NewReportSerializer,
        responses={201: ReportSerializer, 401: Problem, 404: Problem, 409: Problem, 422: Problem, 429: Problem},
    )
    def post(self, request: Request) -> Response:
        asked = NewReportSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        made = report(
            reporter=user_of(request),
            found=thing_for(user_of(request), kind=said["kind"], key=said["id"]),
            reason=said["reason"],
            rule=said["rule"],
            words=said["words"],
        )
        return Response(ReportSerializer(made).data, status=201)

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return Report.objects.none()
        return reports_by(user_of(self.request))


class Notices(ListAPIView[LegalNotice]):
    """The legal notices one sent and what came of them; POST sends one. The thing goes out of sight at once."""

    access = signed_in
    serializer_class = NoticeSerializer
    pagination_class = KeysetPagination

    @extend_schema(operation_id="me_legal_notices_list")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="legal_notice_give",
        request=NewNoticeSerializer,
        responses={201: NoticeSerializer, 401: Problem, 404: Problem, 409: Problem, 422: Problem, 429: Problem},
    )
    def post(self, request: Request) -> Response:
        asked = NewNoticeSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        said, sender = dict(asked.validated_data), user_of(request)
        found = thing_for(sender, kind=said.pop("kind"), key=said.pop("id"))
        made = give_notice(sender=sender, found=found, draft=NoticeDraft(**said))
        return Response(NoticeSerializer(made).data, status=201)

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return LegalNotice.objects.none()
        return notices_by(user_of(self.request))


class MyStanding(APIView):
    """One's trust level, and what one may not do for now."""

    access = signed_in

    @extend_schema(operation_id="me_standing", responses={200: TrustSerializer, 401: Problem})
    def get(self, request: Request) -> Response:
        return Response(TrustSerializer(standing_of(user_of(request))).data)


class Strikes(ListAPIView[Strike]):
    """What was done about what one wrote, newest first."""

    access = signed_in
    serializer_class = StrikeSerializer
    pagination_class = KeysetPagination

    @extend_schema(operation_id="me_strikes_list")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return Strike.objects.none()
        return strikes_of(user_of(self.request))


class StrikeAppeal(APIView):
    """Answer a strike, once."""

    access = signed_in

    @extend_schema(
        operation_id="me_strike_appeal",
        request=NewAppealSerializer,
        responses={201: AppealSerializer, 401: Problem, 404: Problem, 409: Problem, 422: Problem},
    )
    def post(self, request: Request, key: str) -> Response:
        asked = NewAppealSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        row = strike_for(user_of(request), key=key)
        return Response(AppealSerializer(appeal(strike=row, **asked.validated_data)).data, status=201)


class Queue(ListAPIView[ReviewItem]):
    """What waits for a moderator, newest first."""

    access = operator
    serializer_class = ReviewItemSerializer
    pagination_class = KeysetPagination

    @extend_schema(operation_id="moderation_items_list")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return ReviewItem.objects.none()
        return items_for(user_of(self.request), Wanted())


class QueueItem(APIView):
    """One item; POST decides it as it was seen, PUT claims it for a quarter of an hour."""

    access: ClassVar[dict[str, Policy]] = {"*": operator}

    @extend_schema(operation_id="moderation_item", responses={200: ReviewItemSerializer, 404: Problem})
    def get(self, request: Request, key: str) -> Response:
        return Response(ReviewItemSerializer(item_for(user_of(request), key=key)).data)

    @extend_schema(
        operation_id="moderation_item_claim",
        request=None,
        responses={200: ReviewItemSerializer, 403: Problem, 404: Problem, 409: Problem},
    )
    def put(self, request: Request, key: str) -> Response:
        row = claim(item=item_for(user_of(request), key=key), actor=user_of(request))
        return Response(ReviewItemSerializer(row).data)

    @extend_schema(
        operation_id="moderation_item_decide",
        request=DecisionSerializer,
        responses={200: ReviewItemSerializer, 403: Problem, 404: Problem, 409: Problem, 422: Problem},
    )
    def post(self, request: Request, key: str) -> Response:
        asked = DecisionSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        wish = dict(asked.validated_data)
        version = wish.pop("version")
        row = item_for(user_of(request), key=key)
        row = decide(item=row, actor=user_of(request), version=version, verdict=Verdict(**wish))
        return Response(ReviewItemSerializer(row).data)
