"""Notes, for machines."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.kernel.access import public
from config.kernel.api import Problem
from config.kernel.api_defaults import KeysetPagination
from content.posts.models import Post
from content.posts.selectors import note_for, notes_about, notes_by, notes_for, topic_for, with_all
from content.posts.serializers import NoteSerializer


class NewestFirst(KeysetPagination):
    ordering = ("-published_at", "-id")  # type: ignore[assignment]  # DRF takes several


class Notes(ListAPIView[Post]):
    """Notes, newest first; of one topic or one person if asked."""

    access = public
    serializer_class = NoteSerializer
    pagination_class = NewestFirst

    @extend_schema(
        operation_id="posts_list",
        parameters=[
            OpenApiParameter("topic", description="slug of a topic"),
            OpenApiParameter("by", description="handle of a person"),
        ],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        asked = self.request.query_params
        if asked.get("topic"):
            return with_all(notes_about(self.request.user, topic_for(slug=asked["topic"])))
        if asked.get("by"):
            return with_all(notes_by(self.request.user, asked["by"]))
        return with_all(notes_for(self.request.user))


class NoteView(APIView):
    """One note."""

    access = public

    @extend_schema(operation_id="post", responses={200: NoteSerializer, 404: Problem})
    def get(self, request: Request, key: str) -> Response:
        return Response(NoteSerializer(note_for(request.user, key=key)).data)
