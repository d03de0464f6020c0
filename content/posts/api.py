"""Notes, for machines."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.identity.access import user_of
from accounts.identity.models import User
from community.groups.selectors import group_for
from config.kernel.access import Policy, public, signed_in
from config.kernel.api import Problem
from config.kernel.api_defaults import KeysetByMoment
from content.posts.drafts import Draft, Tag
from content.posts.errors import ClipUnknown, PictureUnknown, ProductGone
from content.posts.models import Post
from content.posts.selectors import (
    OWN,
    note_for,
    notes_about,
    notes_by,
    notes_for,
    notes_in,
    own_note,
    products_by_slug,
    topic_for,
    usable_clip,
    usable_pictures,
    with_all,
)
from content.posts.serializers import (
    NewNoteSerializer,
    NotePictureUploadSerializer,
    NoteSerializer,
    SentPictureSerializer,
    WriteNoteSerializer,
)
from content.posts.services import change_note, delete_note, publish_note, save_draft, schedule_note
from content.posts.uploads import take_picture


class NewestFirst(KeysetByMoment):
    ordering = ("-published_at", "-id")  # type: ignore[assignment]  # DRF takes several


class Notes(ListAPIView[Post]):
    """Notes, newest first; of one topic or one person if asked. Posting writes one."""

    access: ClassVar[dict[str, Policy]] = {"POST": signed_in, "*": public}
    serializer_class = NoteSerializer
    pagination_class = NewestFirst

    @extend_schema(
        operation_id="posts_list",
        parameters=[
            OpenApiParameter("topic", description="slug of a topic"),
            OpenApiParameter("by", description="handle of a person"),
            OpenApiParameter("group", description="slug of a group"),
        ],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        asked = self.request.query_params
        if asked.get("topic"):
            return with_all(notes_about(self.request.user, topic_for(slug=asked["topic"])))
        if asked.get("group"):
            return with_all(notes_in(self.request.user, group_for(self.request.user, slug=asked["group"])))
        if asked.get("by"):
            return with_all(notes_by(self.request.user, asked["by"]))
        return with_all(notes_for(self.request.user))

    @extend_schema(
        operation_id="post_write",
        request=NewNoteSerializer,
        responses={201: NoteSerializer, 401: Problem, 422: Problem, 429: Problem},
    )
    def post(self, request: Request) -> Response:
        asked = NewNoteSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        wish, author = asked.validated_data, user_of(request)
        draft = _draft(author, wish)
        if wish["is_draft"]:
            post = save_draft(author=author, draft=draft)
        elif wish["publish_at"]:
            post = schedule_note(author=author, draft=draft, publish_at=wish["publish_at"])
        else:
            post = publish_note(author=author, draft=draft)
        return Response(NoteSerializer(own_note(author, key=post.key)).data, status=201)


def _draft(author: User, wish: dict[str, Any], post: Post | None = None) -> Draft:
    """What was sent, with pictures and products that this person may use."""
    pictures = usable_pictures(author, wish["pictures"], post)
    if len(pictures) != len(wish["pictures"]):
        raise PictureUnknown(field="pictures")
    clip = usable_clip(author, wish["clip"], post) if wish["clip"] else None
    if wish["clip"] and clip is None:
        raise ClipUnknown(field="clip")
    products = products_by_slug([one["product"] for one in wish["products"]], post)
    if any(one["product"] not in products for one in wish["products"]):
        raise ProductGone(field="products")
    tags = [Tag(products[one["product"]], one["on_picture"], one["x"], one["y"]) for one in wish["products"]]
    fields = {name: wish[name] for name in ("title", "body", "place", "disclosure")}
    group = group_for(author, slug=wish["group"]) if wish.get("group") else post.group if post else None
    return Draft(pictures=pictures, clip=clip, tags=tags, shop=post.shop if post else None, group=group, **fields)


class NotePictures(APIView):
    """Send a picture for a note; the answer's id goes into `pictures` of the note."""

    access = signed_in
    parser_classes = [MultiPartParser]

    @extend_schema(
        operation_id="post_picture_send",
        request={"multipart/form-data": NotePictureUploadSerializer},
        responses={201: SentPictureSerializer, 401: Problem, 413: Problem, 422: Problem, 429: Problem},
    )
    def post(self, request: Request) -> Response:
        asked = NotePictureUploadSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        picture = take_picture(owner=user_of(request), upload=asked.validated_data["file"])
        return Response(SentPictureSerializer(picture).data, status=201)


class NoteView(APIView):
    """One note. PUT says one's own differently; DELETE takes it away."""

    access: ClassVar[dict[str, Policy]] = {"PUT": signed_in, "DELETE": signed_in, "*": public}

    @extend_schema(
        operation_id="post_change",
        request=WriteNoteSerializer,
        responses={200: NoteSerializer, 401: Problem, 404: Problem, 409: Problem, 422: Problem},
    )
    def put(self, request: Request, key: str) -> Response:
        author = user_of(request)
        post = own_note(author, key=key)
        asked = WriteNoteSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        draft = _draft(author, asked.validated_data, post)
        if post.status in OWN["published"]:
            change_note(post=post, draft=draft)
        else:
            save_draft(author=author, draft=draft, post=post)
        return Response(NoteSerializer(own_note(author, key=key)).data)

    @extend_schema(operation_id="post_delete", responses={204: None, 401: Problem, 404: Problem})
    def delete(self, request: Request, key: str) -> Response:
        delete_note(post=own_note(user_of(request), key=key))
        return Response(status=204)

    @extend_schema(operation_id="post", responses={200: NoteSerializer, 404: Problem})
    def get(self, request: Request, key: str) -> Response:
        return Response(NoteSerializer(note_for(request.user, key=key)).data)
