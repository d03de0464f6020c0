"""Events of a group, for machines. Answering may be repeated without harm."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.identity.access import user_of
from community.groups.selectors import readable_group
from community.meetups.models import Meetup
from community.meetups.selectors import meetup_for, meetups_of
from community.meetups.serializers import (
    MeetupAnswerSerializer,
    MeetupReplySerializer,
    MeetupSerializer,
    NewMeetupSerializer,
)
from community.meetups.services import MeetupDraft, answer, open_meetup
from config.kernel.access import Policy, public, signed_in
from config.kernel.api import Problem
from config.kernel.api_defaults import KeysetPagination


class MeetupsView(ListAPIView[Meetup]):
    """Events of a group, the last opened first; those who look after it open new ones."""

    access: ClassVar[dict[str, Policy]] = {"POST": signed_in, "*": public}
    serializer_class: Any = MeetupSerializer
    pagination_class = KeysetPagination

    @extend_schema(operation_id="group_events", responses={200: MeetupSerializer(many=True), 404: Problem})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return Meetup.objects.none()
        return meetups_of(readable_group(self.request.user, slug=self.kwargs["slug"]))

    @extend_schema(
        operation_id="group_event_open",
        request=NewMeetupSerializer,
        responses={201: MeetupSerializer, 401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem},
    )
    def post(self, request: Request, slug: str) -> Response:
        asked = NewMeetupSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        group = readable_group(request.user, slug=slug)
        meetup = open_meetup(group=group, actor=user_of(request), draft=MeetupDraft(**asked.validated_data))
        return Response(MeetupSerializer(meetup).data, status=201)


class MeetupReplyView(APIView):
    """Say whether one comes."""

    access = signed_in

    @extend_schema(
        operation_id="group_event_answer",
        request=MeetupAnswerSerializer,
        responses={200: MeetupReplySerializer, 401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem},
    )
    def put(self, request: Request, slug: str, key: str) -> Response:
        asked = MeetupAnswerSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        meetup = meetup_for(readable_group(request.user, slug=slug), key=key)
        mine = answer(meetup=meetup, user=user_of(request), wish=asked.validated_data["reply"])
        return Response(MeetupReplySerializer(mine).data)
