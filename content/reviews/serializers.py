"""Reviews as JSON."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from content.reviews.models import MOST_PICTURES, MOST_TAGS, MOST_WORDS, Review, ReviewPicture
from content.reviews.selectors import Bar, Summary, TagShown
from content.reviews.services import Draft
from content.reviews.tags import Tag
from orders.checkout.models import OrderLine


class ReviewPictureSerializer(serializers.Serializer[ReviewPicture]):
    url = serializers.CharField(source="picture.url")
    width = serializers.IntegerField(source="picture.width")
    height = serializers.IntegerField(source="picture.height")
    is_later = serializers.BooleanField(help_text="came with the addition")


class ReviewSerializer(serializers.Serializer[Review]):
    key = serializers.CharField()
    product = serializers.CharField(source="product.slug")
    variant = serializers.CharField(source="line.label", help_text="what was bought")
    name = serializers.CharField(help_text="masked if its author wants so")
    rating = serializers.IntegerField()
    text = serializers.CharField()
    language = serializers.CharField(help_text="empty when not known")
    tags = serializers.ListField(child=serializers.ChoiceField(choices=Tag.choices))
    pictures = ReviewPictureSerializer(many=True)
    is_refunded = serializers.BooleanField(help_text="money went back for it")
    written_at = serializers.DateTimeField()
    addition = serializers.CharField()
    added_at = serializers.DateTimeField(allow_null=True)
    reply = serializers.CharField(help_text="of the shop")
    replied_at = serializers.DateTimeField(allow_null=True)
    helpful_count = serializers.IntegerField()
    is_helped = serializers.BooleanField(help_text="you found it helpful")


class ReviewBarSerializer(serializers.Serializer[Bar]):
    stars = serializers.IntegerField()
    count = serializers.IntegerField()


class ReviewTagCountSerializer(serializers.Serializer[TagShown]):
    tag = serializers.ChoiceField(choices=Tag.choices)
    count = serializers.IntegerField()


class ReviewSummarySerializer(serializers.Serializer[Summary]):
    count = serializers.IntegerField()
    average = serializers.CharField(help_text="one decimal, such as 4.7; 0.0 without reviews")
    with_pictures = serializers.IntegerField()
    by_stars = ReviewBarSerializer(source="bars", many=True)
    tags = ReviewTagCountSerializer(many=True)


class ReviewPageSerializer(serializers.Serializer[Any]):
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    summary = ReviewSummarySerializer()
    results = ReviewSerializer(many=True)


class ReviewLineSerializer(serializers.Serializer[OrderLine]):
    """A line of one's order, and its review or what stands in the way of one."""

    variant = serializers.SerializerMethodField()
    title = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # DRF has an attribute of this name
    can_review = serializers.SerializerMethodField()
    review = serializers.SerializerMethodField()

    def get_variant(self, line: OrderLine) -> str | None:
        return line.variant.key if line.variant else None

    def get_can_review(self, line: OrderLine) -> bool:
        return line.pk in self.context["open"]

    @extend_schema_field(ReviewSerializer(allow_null=True))
    def get_review(self, line: OrderLine) -> Any:
        review = self.context["reviews"].get(line.pk)
        return ReviewSerializer(review).data if review else None


class NewReviewSerializer(serializers.Serializer[Any]):
    """Pictures only with multipart/form-data."""

    variant = serializers.CharField(max_length=16, help_text="of the line")
    rating = serializers.IntegerField(min_value=1, max_value=5)
    text = serializers.CharField(max_length=MOST_WORDS, allow_blank=True, default="")
    tags = serializers.ListField(child=serializers.ChoiceField(choices=Tag.choices), max_length=MOST_TAGS, default=list)
    is_masked = serializers.BooleanField(default=False)
    pictures = serializers.ListField(child=serializers.FileField(), max_length=MOST_PICTURES, default=list)

    @property
    def draft(self) -> Draft:
        return Draft(**{name: value for name, value in self.validated_data.items() if name != "variant"})


class ReviewAdditionSerializer(serializers.Serializer[Any]):
    """Pictures only with multipart/form-data."""

    text = serializers.CharField(max_length=MOST_WORDS)
    pictures = serializers.ListField(child=serializers.FileField(), max_length=MOST_PICTURES, default=list)


class ReviewReplySerializer(serializers.Serializer[Any]):
    reply = serializers.CharField(max_length=MOST_WORDS)
