"""Challenges, for machines."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.identity.access import user_of
from community.challenges.models import Challenge
from community.challenges.selectors import challenge_for, leaders_of
from community.challenges.serializers import (
    ChallengeEntrySerializer,
    ChallengeSerializer,
    NewChallengeSerializer,
)
from community.challenges.services import ChallengeDraft, open_challenge, take_part
from community.groups.selectors import readable_group
from config.kernel.access import Policy, public, signed_in
from config.kernel.api import Problem
from config.kernel.api_defaults import KeysetPagination


class ChallengesView(ListAPIView[Challenge]):
    """Challenges of a group, the last opened first; those who look after it open new ones."""

    access: ClassVar[dict[str, Policy]] = {"POST": signed_in, "*": public}
    serializer_class: Any = ChallengeSerializer
    pagination_class = KeysetPagination

    @extend_schema(operation_id="group_challenges", responses={200: ChallengeSerializer(many=True), 404: Problem})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return Challenge.objects.none()
        return Challenge.objects.filter(group=readable_group(self.request.user, slug=self.kwargs["slug"]))

    @extend_schema(
        operation_id="group_challenge_open",
        request=NewChallengeSerializer,
        responses={201: ChallengeSerializer, 401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem},
    )
    def post(self, request: Request, slug: str) -> Response:
        asked = NewChallengeSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        group = readable_group(request.user, slug=slug)
        row = open_challenge(group=group, actor=user_of(request), draft=ChallengeDraft(**asked.validated_data))
        return Response(ChallengeSerializer(row).data, status=201)


class EntriesView(APIView):
    """The first hundred. PUT takes part."""

    access: ClassVar[dict[str, Policy]] = {"PUT": signed_in, "*": public}

    @extend_schema(
        operation_id="group_challenge_leaders", responses={200: ChallengeEntrySerializer(many=True), 404: Problem}
    )
    def get(self, request: Request, slug: str, key: str) -> Response:
        row = challenge_for(readable_group(request.user, slug=slug), key=key)
        leaders: Any = leaders_of(row)
        return Response(ChallengeEntrySerializer(leaders, many=True).data)

    @extend_schema(
        operation_id="group_challenge_take_part",
        request=None,
        responses={200: ChallengeEntrySerializer, 401: Problem, 403: Problem, 404: Problem, 409: Problem},
    )
    def put(self, request: Request, slug: str, key: str) -> Response:
        row = challenge_for(readable_group(request.user, slug=slug), key=key)
        entry = take_part(challenge=row, user=user_of(request))
        return Response(ChallengeEntrySerializer(entry).data)
