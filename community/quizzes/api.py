"""Quizzes, for machines."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.identity.access import user_of
from community.groups.selectors import readable_group
from community.quizzes.models import Quiz
from community.quizzes.selectors import dealt_to, quiz_for
from community.quizzes.serializers import (
    AttemptSerializer,
    HandInSerializer,
    NewQuizSerializer,
    QuizScoreSerializer,
    QuizSerializer,
)
from community.quizzes.services import begin, hand_in, open_quiz
from config.kernel.access import Policy, public, signed_in
from config.kernel.api import Problem
from config.kernel.api_defaults import KeysetPagination

REFUSED = {401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem}


class QuizzesView(ListAPIView[Quiz]):
    """Quizzes of a group, the last opened first; those who look after it open new ones."""

    access: ClassVar[dict[str, Policy]] = {"POST": signed_in, "*": public}
    serializer_class: Any = QuizSerializer
    pagination_class = KeysetPagination

    @extend_schema(operation_id="group_quizzes", responses={200: QuizSerializer(many=True), 404: Problem})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return Quiz.objects.none()
        return Quiz.objects.filter(group=readable_group(self.request.user, slug=self.kwargs["slug"]))

    @extend_schema(operation_id="group_quiz_open", request=NewQuizSerializer, responses={201: QuizSerializer} | REFUSED)
    def post(self, request: Request, slug: str) -> Response:
        asked = NewQuizSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        group = readable_group(request.user, slug=slug)
        quiz = open_quiz(group=group, actor=user_of(request), **asked.validated_data)
        return Response(QuizSerializer(quiz).data, status=201)


class AttemptView(APIView):
    """POST starts the clock and answers with the questions; PUT hands in, once."""

    access = signed_in

    @extend_schema(operation_id="group_quiz_begin", request=None, responses={200: AttemptSerializer} | REFUSED)
    def post(self, request: Request, slug: str, key: str) -> Response:
        quiz = quiz_for(readable_group(request.user, slug=slug), key=key)
        attempt = begin(quiz=quiz, user=user_of(request))
        shown: Any = {"until": attempt.until, "questions": dealt_to(attempt)}
        return Response(AttemptSerializer(shown).data)

    @extend_schema(
        operation_id="group_quiz_hand_in", request=HandInSerializer, responses={200: QuizScoreSerializer} | REFUSED
    )
    def put(self, request: Request, slug: str, key: str) -> Response:
        asked = HandInSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        quiz = quiz_for(readable_group(request.user, slug=slug), key=key)
        attempt = hand_in(quiz=quiz, user=user_of(request), chosen=asked.validated_data["chosen"])
        return Response(QuizScoreSerializer(attempt).data)
