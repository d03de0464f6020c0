"""Notes as JSON. Prices are those of this moment, in whole cents."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from config.kernel.models import UploadedPicture
from content.clips.serializers import ClipSerializer
from content.posts.models import (
    LONGEST_BODY,
    LONGEST_TITLE,
    MOST_PICTURES,
    Disclosure,
    Post,
    PostKind,
    PostMention,
    PostPicture,
    PostProduct,
    PostStatus,
    PostTopic,
)


class NoteAuthorSerializer(serializers.Serializer[Post]):
    handle = serializers.CharField()
    name = serializers.CharField(source="display_name")


class NotePictureFileSerializer(serializers.Serializer[UploadedPicture]):
    url = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    alt = serializers.CharField()


class NotePictureSerializer(serializers.Serializer[PostPicture]):
    url = serializers.CharField(source="picture.url")
    width = serializers.IntegerField(source="picture.width")
    height = serializers.IntegerField(source="picture.height")
    alt = serializers.CharField(source="picture.alt")


class NoteProductSerializer(serializers.Serializer[PostProduct]):
    slug = serializers.CharField(source="product.slug")
    title = serializers.CharField(source="product.title")
    price_cents = serializers.IntegerField(source="product.price_min_cents", help_text="of the cheapest variant, now")
    currency = serializers.CharField(source="product.shop.currency")
    is_in_stock = serializers.BooleanField(source="product.is_in_stock")
    on_picture = serializers.IntegerField(allow_null=True, help_text="the picture's place, from 0")
    x = serializers.IntegerField(allow_null=True, help_text="percent from the left")
    y = serializers.IntegerField(allow_null=True, help_text="percent from above")


class NoteMentionSerializer(serializers.Serializer[PostMention]):
    handle = serializers.CharField(source="user.handle")
    name = serializers.CharField(source="user.display_name")


class NoteTopicSerializer(serializers.Serializer[PostTopic]):
    slug = serializers.CharField(source="topic.slug")
    name = serializers.CharField(source="topic.name")


class NoteSerializer(serializers.Serializer[Post]):
    id = serializers.CharField(source="key")
    kind = serializers.ChoiceField(choices=PostKind.choices)
    title = serializers.CharField()
    body = serializers.CharField(help_text="[[slug]] is where the card of one of the products stands")
    language = serializers.CharField()
    place = serializers.CharField()
    disclosure = serializers.ChoiceField(choices=Disclosure.choices)
    status = serializers.ChoiceField(choices=PostStatus.choices)
    publish_at = serializers.DateTimeField(allow_null=True, help_text="of a scheduled one")
    published_at = serializers.DateTimeField(allow_null=True)
    edited_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()
    author = NoteAuthorSerializer()
    shop = serializers.CharField(source="shop.slug", allow_null=True, default=None)
    group = serializers.CharField(source="group.slug", allow_null=True, default=None, help_text="it stands in")
    pictures = NotePictureSerializer(many=True, source="pictures.all")
    clip = ClipSerializer(allow_null=True)
    products = NoteProductSerializer(many=True, source="products.all")
    mentions = NoteMentionSerializer(many=True, source="mentions.all")
    topics = NoteTopicSerializer(many=True, source="topic_links.all")


class NoteTagSerializer(serializers.Serializer[Any]):
    product = serializers.CharField(max_length=90, help_text="slug of something on sale")
    on_picture = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=0, max_value=MOST_PICTURES - 1
    )
    x = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=0, max_value=100)
    y = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=0, max_value=100)


class WriteNoteSerializer(serializers.Serializer[Any]):
    title = serializers.CharField(max_length=LONGEST_TITLE, required=False, allow_blank=True, default="")
    body = serializers.CharField(
        max_length=LONGEST_BODY,
        required=False,
        allow_blank=True,
        default="",
        help_text="[[slug]] of one of the products puts its card there, five at most",
    )
    place = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")
    disclosure = serializers.ChoiceField(choices=Disclosure.choices, default=Disclosure.NONE)
    pictures = serializers.ListField(
        child=serializers.CharField(max_length=16), max_length=MOST_PICTURES, default=list, help_text="ids, in order"
    )
    clip = serializers.CharField(
        max_length=16, required=False, allow_blank=True, default="", help_text="id of a video or sound you sent"
    )
    products = NoteTagSerializer(many=True, default=list)


class NewNoteSerializer(WriteNoteSerializer):
    group = serializers.CharField(
        max_length=40, required=False, allow_blank=True, default="", help_text="slug of one of your groups"
    )
    is_draft = serializers.BooleanField(default=False)
    publish_at = serializers.DateTimeField(required=False, allow_null=True, default=None, help_text="comes out later")


class NotePictureUploadSerializer(serializers.Serializer[Any]):
    file = serializers.FileField()


class SentPictureSerializer(serializers.Serializer[UploadedPicture]):
    id = serializers.CharField(help_text="for `pictures` of a note")
    url = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
