"""Reviews, for machines: read by everybody, written by who bought, answered by the shop."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.identity.access import user_of
from accounts.organisations.access import merchant, merchant_of
from catalog.shops.selectors import shop_of
from catalog.storefront.selectors import product_for
from config.kernel.access import public, signed_in
from config.kernel.api import Problem
from config.kernel.api_defaults import JsonBody, KeysetPagination
from config.kernel.errors import Invalid, NotFound
from content.posts.selectors import own_note
from content.posts.serializers import NoteSerializer
from content.reviews.filters import SORTS, read_wanted
from content.reviews.models import STARS, Review
from content.reviews.selectors import (
    PAGE,
    TABS,
    in_tab,
    received_order_for,
    review_by,
    review_for_anyone,
    review_of_shop,
    review_page,
    reviews_by,
    reviews_of_shop,
    summary_of,
    why_not,
)
from content.reviews.serializers import (
    NewReviewSerializer,
    ReviewAdditionSerializer,
    ReviewLineSerializer,
    ReviewPageSerializer,
    ReviewReplySerializer,
    ReviewSerializer,
)
from content.reviews.services import add_to_review, answer, find_helpful, write_review
from content.reviews.sharing import begin_note
from content.reviews.tags import Tag
from orders.checkout.models import OrderLine

MOST = 100
STARS_WANTED = OpenApiParameter("stars", OpenApiTypes.INT, enum=list(STARS))
FILTERS = [
    STARS_WANTED,
    OpenApiParameter("tag", enum=Tag.values),
    OpenApiParameter("pictures", enum=["1"], description="only those with pictures"),
    OpenApiParameter("sort", enum=list(SORTS)),
    OpenApiParameter("cursor", description="from `next`"),
    OpenApiParameter("limit", OpenApiTypes.INT, description="1 to 100, 20 by default"),
]
REFUSALS = {404: Problem, 409: Problem, 422: Problem}
ANSWER: dict[int, Any] = {200: ReviewSerializer, **REFUSALS}


class ProductReviews(APIView):
    """Reviews of a product with what they come to."""

    access = public

    @extend_schema(
        operation_id="product_reviews",
        parameters=FILTERS,
        responses={200: ReviewPageSerializer, 404: Problem, 422: Problem},
    )
    def get(self, request: Request, slug: str) -> Response:
        product = product_for(slug)
        page = review_page(
            product,
            request.user,
            read_wanted(request.query_params),
            cursor=request.query_params.get("cursor", ""),
            size=_limit(request.query_params.get("limit", "")),
        )
        following = None
        if page.next_cursor:
            query = [(key, one) for key, many in request.query_params.lists() for one in many if key != "cursor"]
            following = (
                f"{request.build_absolute_uri(request.path)}?{urlencode([*query, ('cursor', page.next_cursor)])}"
            )
        body = {"next": following, "previous": None, "summary": summary_of(product), "results": page.items}
        return Response(ReviewPageSerializer(body).data)


def _limit(text: str) -> int:
    if not text:
        return PAGE
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and int(text) > 0):
        raise Invalid(field="limit")
    return min(int(text), MOST)


class OrderReviews(APIView):
    """The lines of one's order with their reviews; POST reviews one of them, once."""

    access = signed_in
    parser_classes = [JsonBody, MultiPartParser]

    @extend_schema(operation_id="order_reviews_list", responses={200: ReviewLineSerializer(many=True), 404: Problem})
    def get(self, request: Request, number: str) -> Response:
        user = user_of(request)
        lines: Any = list(received_order_for(user, number=number).lines.all())
        context = {
            "open": {line.pk for line in lines if why_not(line, user) is None},
            "reviews": {one.line_id: one for one in reviews_by(user).filter(line__in=lines)},
        }
        return Response(ReviewLineSerializer(lines, many=True, context=context).data)

    @extend_schema(
        operation_id="order_review_write",
        request=NewReviewSerializer,
        responses={201: ReviewSerializer, 403: Problem, **REFUSALS},
    )
    def post(self, request: Request, number: str) -> Response:
        user = user_of(request)
        order = received_order_for(user, number=number)
        asked = NewReviewSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        line = _line(list(order.lines.all()), asked.validated_data["variant"])
        review = write_review(author=user, line=line, draft=asked.draft)
        return Response(ReviewSerializer(review_by(user, key=review.key)).data, status=201)


def _line(lines: list[OrderLine], variant_key: str) -> OrderLine:
    """The line of a variant; if it was bought on two lines, the one that waits."""
    same = [line for line in lines if line.variant and line.variant.key == variant_key]
    if not same:
        raise NotFound(field="variant")
    return next((line for line in same if not hasattr(line, "review")), same[0])


class ReviewAddition(APIView):
    """Add to one's own review, once."""

    access = signed_in
    parser_classes = [JsonBody, MultiPartParser]

    @extend_schema(operation_id="review_add", request=ReviewAdditionSerializer, responses=ANSWER)
    def post(self, request: Request, key: str) -> Response:
        user = user_of(request)
        review = review_by(user, key=key)
        asked = ReviewAdditionSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        add_to_review(review=review, **asked.validated_data)
        return Response(ReviewSerializer(review_by(user, key=key)).data)


class ReviewNoteView(APIView):
    """Begins a note from one's own review: a draft with its words, pictures and product. Again answers the same one."""

    access = signed_in

    @extend_schema(
        operation_id="review_note",
        request=None,
        responses={200: NoteSerializer, 401: Problem, 404: Problem, 409: Problem},
    )
    def post(self, request: Request, key: str) -> Response:
        author = user_of(request)
        post = begin_note(review=review_by(author, key=key), author=author)
        return Response(NoteSerializer(own_note(author, key=post.key)).data)


class ReviewHelpful(APIView):
    """Say that a review helped, or take it back. Saying it twice changes nothing."""

    access = signed_in

    @extend_schema(
        operation_id="review_helpful",
        request=None,
        responses={200: ReviewSerializer, 404: Problem, 409: Problem, 429: Problem},
    )
    def put(self, request: Request, key: str) -> Response:
        return self._answer(request, key, is_helpful=True)

    @extend_schema(
        operation_id="review_not_helpful",
        request=None,
        responses={200: ReviewSerializer, 404: Problem, 409: Problem, 429: Problem},
    )
    def delete(self, request: Request, key: str) -> Response:
        return self._answer(request, key, is_helpful=False)

    def _answer(self, request: Request, key: str, *, is_helpful: bool) -> Response:
        user = user_of(request)
        find_helpful(review=review_for_anyone(user, key=key), user=user, is_helpful=is_helpful)
        return Response(ReviewSerializer(review_for_anyone(user, key=key)).data)


class MerchantReviews(ListAPIView[Review]):
    """Reviews of the shop, newest first."""

    access = merchant("marketing")
    serializer_class = ReviewSerializer
    pagination_class = KeysetPagination

    @extend_schema(
        operation_id="merchant_reviews_list",
        parameters=[OpenApiParameter("tab", enum=list(TABS), description="all by default"), STARS_WANTED],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return Review.objects.none()
        params = self.request.query_params
        tab = params.get("tab", "")
        rows = reviews_of_shop(shop_of(merchant_of(self.request)), self.request.user)
        return in_tab(rows, tab if tab in TABS else "all", read_wanted(params).stars)


class MerchantReviewReply(APIView):
    """The shop's reply; writing it again changes it, for seven days."""

    access = merchant("marketing")

    @extend_schema(
        operation_id="merchant_review_reply",
        request=ReviewReplySerializer,
        responses=ANSWER,
    )
    def put(self, request: Request, key: str) -> Response:
        shop, user = shop_of(merchant_of(request)), user_of(request)
        review = review_of_shop(shop, user, key=key)
        asked = ReviewReplySerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        answer(review=review, actor=user, text=asked.validated_data["reply"])
        return Response(ReviewSerializer(review_of_shop(shop, user, key=key)).data)
