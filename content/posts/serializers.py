"""Notes as JSON. Prices are those of this moment, in whole cents."""

from __future__ import annotations

from rest_framework import serializers

from content.posts.models import Disclosure, Post, PostKind, PostPicture, PostProduct, PostTopic


class NoteAuthorSerializer(serializers.Serializer[Post]):
    handle = serializers.CharField()
    name = serializers.CharField(source="display_name")


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


class NoteTopicSerializer(serializers.Serializer[PostTopic]):
    slug = serializers.CharField(source="topic.slug")
    name = serializers.CharField(source="topic.name")


class NoteSerializer(serializers.Serializer[Post]):
    id = serializers.CharField(source="key")
    kind = serializers.ChoiceField(choices=PostKind.choices)
    title = serializers.CharField()
    body = serializers.CharField()
    language = serializers.CharField()
    place = serializers.CharField()
    disclosure = serializers.ChoiceField(choices=Disclosure.choices)
    published_at = serializers.DateTimeField()
    author = NoteAuthorSerializer()
    shop = serializers.CharField(source="shop.slug", allow_null=True, default=None)
    pictures = NotePictureSerializer(many=True, source="pictures.all")
    products = NoteProductSerializer(many=True, source="products.all")
    topics = NoteTopicSerializer(many=True, source="topic_links.all")
