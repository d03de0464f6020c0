"""Polls and lotteries, for machines. Voting and taking part may be repeated without harm."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.identity.access import user_of
from community.activities.models import Lottery, Poll
from community.activities.selectors import lottery_for, poll_for, results_of
from community.activities.serializers import (
    BallotSerializer,
    LotteryEntrySerializer,
    LotterySerializer,
    NewLotterySerializer,
    NewPollSerializer,
    PollPageSerializer,
    PollSerializer,
)
from community.activities.services import enter_lottery, open_lottery, open_poll, vote
from community.groups.selectors import readable_group
from config.kernel.access import Policy, public, signed_in
from config.kernel.api import Problem
from config.kernel.api_defaults import KeysetPagination

REFUSED = {401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem}


class PollsView(ListAPIView[Poll]):
    """Polls of a group, the last opened first; those who look after it open new ones."""

    access: ClassVar[dict[str, Policy]] = {"POST": signed_in, "*": public}
    serializer_class: Any = PollSerializer
    pagination_class = KeysetPagination

    @extend_schema(operation_id="group_polls", responses={200: PollSerializer(many=True), 404: Problem})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return Poll.objects.none()
        return Poll.objects.filter(group=readable_group(self.request.user, slug=self.kwargs["slug"]))

    @extend_schema(
        operation_id="group_poll_open", request=NewPollSerializer, responses={201: PollPageSerializer} | REFUSED
    )
    def post(self, request: Request, slug: str) -> Response:
        asked = NewPollSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        group = readable_group(request.user, slug=slug)
        poll = open_poll(group=group, actor=user_of(request), **asked.validated_data)
        return Response(_shown(request, poll), status=201)


class PollView(APIView):
    """A poll with how it stands. PUT votes, or changes one's vote."""

    access: ClassVar[dict[str, Policy]] = {"PUT": signed_in, "*": public}

    @extend_schema(operation_id="group_poll", responses={200: PollPageSerializer, 404: Problem})
    def get(self, request: Request, slug: str, key: str) -> Response:
        return Response(_shown(request, poll_for(readable_group(request.user, slug=slug), key=key)))

    @extend_schema(
        operation_id="group_poll_vote", request=BallotSerializer, responses={200: PollPageSerializer} | REFUSED
    )
    def put(self, request: Request, slug: str, key: str) -> Response:
        asked = BallotSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        poll = poll_for(readable_group(request.user, slug=slug), key=key)
        vote(poll=poll, user=user_of(request), positions=asked.validated_data["positions"])
        return Response(_shown(request, poll))


def _shown(request: Request, poll: Poll) -> dict[str, Any]:
    results = results_of(poll, request.user)
    page: Any = {"poll": poll, "voters": results.voters, "answers": results.answers}
    return dict(PollPageSerializer(page).data)


class LotteriesView(ListAPIView[Lottery]):
    """Lotteries of a group, the last opened first; those who look after it open new ones."""

    access: ClassVar[dict[str, Policy]] = {"POST": signed_in, "*": public}
    serializer_class: Any = LotterySerializer
    pagination_class = KeysetPagination

    @extend_schema(operation_id="group_lotteries", responses={200: LotterySerializer(many=True), 404: Problem})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return Lottery.objects.none()
        return Lottery.objects.filter(group=readable_group(self.request.user, slug=self.kwargs["slug"]))

    @extend_schema(
        operation_id="group_lottery_open", request=NewLotterySerializer, responses={201: LotterySerializer} | REFUSED
    )
    def post(self, request: Request, slug: str) -> Response:
        asked = NewLotterySerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        group = readable_group(request.user, slug=slug)
        lottery = open_lottery(group=group, actor=user_of(request), **asked.validated_data)
        return Response(LotterySerializer(lottery).data, status=201)


class LotteryEntryView(APIView):
    """Take part."""

    access = signed_in

    @extend_schema(operation_id="group_lottery_enter", request=None, responses={200: LotteryEntrySerializer} | REFUSED)
    def put(self, request: Request, slug: str, key: str) -> Response:
        lottery = lottery_for(readable_group(request.user, slug=slug), key=key)
        return Response(LotteryEntrySerializer(enter_lottery(lottery=lottery, user=user_of(request))).data)
