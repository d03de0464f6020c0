"""Clips, for machines."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.identity.access import user_of
from config.kernel.access import signed_in
from config.kernel.api import Problem
from content.clips.selectors import own_clip
from content.clips.serializers import CaptionsUploadSerializer, ClipSerializer, ClipUploadSerializer
from content.clips.services import drop_captions, set_captions, take_clip


class Clips(APIView):
    """Send a video or sound for a note; the answer's id goes into `clip` of the note."""

    access = signed_in
    parser_classes = [MultiPartParser]

    @extend_schema(
        operation_id="clip_send",
        request={"multipart/form-data": ClipUploadSerializer},
        responses={201: ClipSerializer, 401: Problem, 413: Problem, 422: Problem, 429: Problem},
    )
    def post(self, request: Request) -> Response:
        asked = ClipUploadSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        clip = take_clip(owner=user_of(request), upload=asked.validated_data["file"])
        return Response(ClipSerializer(clip).data, status=201)


class ClipView(APIView):
    """One's own video or sound, and how far it is prepared."""

    access = signed_in

    @extend_schema(operation_id="clip", responses={200: ClipSerializer, 401: Problem, 404: Problem})
    def get(self, request: Request, key: str) -> Response:
        return Response(ClipSerializer(own_clip(user_of(request), key=key)).data)


class ClipCaptions(APIView):
    """PUT gives one's own clip captions, DELETE takes them away."""

    access = signed_in
    parser_classes = [MultiPartParser]

    @extend_schema(
        operation_id="clip_captions_send",
        request={"multipart/form-data": CaptionsUploadSerializer},
        responses={200: ClipSerializer, 401: Problem, 404: Problem, 422: Problem},
    )
    def put(self, request: Request, key: str) -> Response:
        clip = own_clip(user_of(request), key=key)
        asked = CaptionsUploadSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        wish = asked.validated_data
        set_captions(clip=clip, upload=wish["file"], language=wish["language"])
        return Response(ClipSerializer(clip).data)

    @extend_schema(operation_id="clip_captions_drop", responses={204: None, 401: Problem, 404: Problem})
    def delete(self, request: Request, key: str) -> Response:
        drop_captions(clip=own_clip(user_of(request), key=key))
        return Response(status=204)
