"""Comments, for machines."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urlencode

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.identity.access import user_of
from config.kernel.access import Policy, public, signed_in
from config.kernel.api import Problem
from content.comments.selectors import comment_for, comment_to_delete, own_comment, thread_of, threads_of
from content.comments.serializers import (
    EditCommentSerializer,
    NewCommentSerializer,
    ThreadSerializer,
    ThreadsSerializer,
)
from content.comments.services import delete_comment, edit_comment, like_comment, write_comment
from content.posts.selectors import published_note_for


class Comments(APIView):
    """What is said under a note, pinned first, then newest first; posting says something."""

    access: ClassVar[dict[str, Policy]] = {"POST": signed_in, "*": public}

    @extend_schema(
        operation_id="post_comments",
        parameters=[OpenApiParameter("cursor", description="from `next`")],
        responses={200: ThreadsSerializer, 404: Problem},
    )
    def get(self, request: Request, key: str) -> Response:
        cursor = request.query_params.get("cursor", "")
        threads = threads_of(published_note_for(request.user, key=key), request.user, cursor=cursor)
        further = f"{request.build_absolute_uri(request.path)}?{urlencode({'cursor': threads.next})}"
        body: Any = {"next": further if threads.next else None, "previous": None, "items": threads.items}
        return Response(ThreadsSerializer(body).data)

    @extend_schema(
        operation_id="post_comment_write",
        request=NewCommentSerializer,
        responses={201: ThreadSerializer, 404: Problem, 422: Problem, 429: Problem},
    )
    def post(self, request: Request, key: str) -> Response:
        asked = NewCommentSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        answers = asked.validated_data.get("answers")
        comment = write_comment(
            post=published_note_for(request.user, key=key),
            author=user_of(request),
            body=asked.validated_data["body"],
            answers=comment_for(request.user, key=answers) if answers else None,
        )
        return Response(ThreadSerializer(thread_of(comment, request.user)).data, status=201)


class CommentView(APIView):
    """A comment with everything said to it. PATCH says one's own differently, for a day; deleting takes
    away one's own, or one under one's own note."""

    access: ClassVar[dict[str, Policy]] = {"PATCH": signed_in, "DELETE": signed_in, "*": public}

    @extend_schema(operation_id="comment", responses={200: ThreadSerializer, 404: Problem})
    def get(self, request: Request, key: str) -> Response:
        return Response(ThreadSerializer(thread_of(comment_for(request.user, key=key), request.user)).data)

    @extend_schema(
        operation_id="comment_edit",
        request=EditCommentSerializer,
        responses={200: ThreadSerializer, 404: Problem, 409: Problem, 422: Problem, 429: Problem},
    )
    def patch(self, request: Request, key: str) -> Response:
        asked = EditCommentSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        author = user_of(request)
        comment = own_comment(author, key=key)
        edit_comment(comment=comment, actor=author, body=asked.validated_data["body"])
        return Response(ThreadSerializer(thread_of(comment, author)).data)

    @extend_schema(operation_id="comment_delete", responses={204: None, 404: Problem, 409: Problem})
    def delete(self, request: Request, key: str) -> Response:
        delete_comment(comment=comment_to_delete(request.user, key=key), actor=user_of(request))
        return Response(status=204)


class CommentLikeView(APIView):
    """PUT likes a comment, DELETE no longer. Repeating it changes nothing."""

    access = signed_in

    @extend_schema(
        operation_id="comment_like",
        request=None,
        responses={200: ThreadSerializer, 403: Problem, 404: Problem, 429: Problem},
    )
    def put(self, request: Request, key: str) -> Response:
        return self._turn(request, key, is_liked=True)

    @extend_schema(operation_id="comment_unlike", responses={200: ThreadSerializer, 404: Problem})
    def delete(self, request: Request, key: str) -> Response:
        return self._turn(request, key, is_liked=False)

    def _turn(self, request: Request, key: str, *, is_liked: bool) -> Response:
        comment = comment_for(request.user, key=key)
        like_comment(comment=comment, user=user_of(request), is_liked=is_liked)
        return Response(ThreadSerializer(thread_of(comment, request.user)).data)
