"""Effect, for machines."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.identity.access import user_of
from config.kernel.access import public, signed_in
from config.kernel.api import Problem
from content.effect.models import Deed
from content.effect.selectors import effect_for_author
from content.effect.serializers import NoteEffectSerializer, SeenAnswerSerializer, SeenSerializer
from content.effect.services import write_down
from content.effect.viewers import viewer_of
from content.posts.selectors import own_note


class SeenNotes(APIView):
    """An app tells which notes its reader saw; each counts once a day, the author's own never."""

    access = public

    @extend_schema(
        operation_id="notes_seen",
        request=SeenSerializer,
        responses={200: SeenAnswerSerializer, 422: Problem, 429: Problem},
    )
    def post(self, request: Request) -> Response:
        asked = SeenSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        wish = asked.validated_data
        viewer = viewer_of(request)
        counted = write_down(reader=request.user, viewer=viewer, deed=Deed(wish["deed"]), keys=wish["notes"])
        return Response({"counted": counted})


class NoteEffect(APIView):
    """What one's own note brought."""

    access = signed_in

    @extend_schema(operation_id="post_effect", responses={200: NoteEffectSerializer, 401: Problem, 404: Problem})
    def get(self, request: Request, key: str) -> Response:
        return Response(NoteEffectSerializer(effect_for_author(own_note(user_of(request), key=key))).data)
