"""Likes, saves and reposts, for machines."""

from __future__ import annotations

from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.identity.access import user_of
from config.kernel.access import Policy, public, signed_in
from config.kernel.api import Problem
from content.boards.selectors import board_of
from content.boards.services import let_go, save_note
from content.posts.selectors import published_note_for
from content.reactions.selectors import standing
from content.reactions.serializers import ReactionSerializer, StandingSerializer
from content.reactions.services import like_note, repost, take_back_repost, unlike_note


class Reactions(APIView):
    """How a note stands; PUT says what one thinks of it. Repeating it changes nothing."""

    access: ClassVar[dict[str, Policy]] = {"PUT": signed_in, "*": public}

    @extend_schema(operation_id="post_reactions", responses={200: StandingSerializer, 404: Problem})
    def get(self, request: Request, key: str) -> Response:
        return Response(StandingSerializer(standing(published_note_for(request.user, key=key), request.user)).data)

    @extend_schema(
        operation_id="post_react",
        request=ReactionSerializer,
        responses={200: StandingSerializer, 404: Problem, 409: Problem, 422: Problem, 429: Problem},
    )
    def put(self, request: Request, key: str) -> Response:
        asked = ReactionSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        post, user, wish = published_note_for(request.user, key=key), user_of(request), asked.validated_data
        if wish["like"] is not None:
            (like_note if wish["like"] else unlike_note)(post=post, user=user)
        if wish["repost"] is not None:
            (repost if wish["repost"] else take_back_repost)(post=post, user=user)
        if wish["save"]:
            board = board_of(user, key=wish["board"]) if wish.get("board") else None
            save_note(user=user, post=post, board=board)
        elif wish["save"] is False:
            let_go(user=user, post=post)
        return Response(StandingSerializer(standing(post, user)).data)
