"""Feeds, for machines."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from accounts.identity.access import user_of
from catalog.shops.models import Shop
from config.kernel.access import Policy, get_or_missing, public, signed_in
from config.kernel.api import Problem
from content.feed.selectors import discover_notes, following_page, groups_page, topics_page
from content.feed.selectors.taste import taste_of
from content.feed.serializers import FeedPageSerializer, FollowedSerializer
from content.feed.services import follow_shop, follow_topic, unfollow_shop, unfollow_topic
from content.posts.selectors import topic_for

FEEDS: dict[str, Any] = {"following": following_page, "groups": groups_page, "topics": topics_page}


class Feed(APIView):
    """Notes to read: `discover` with a reason each; `following` and `topics` newest first, empty for guests."""

    access = public

    @extend_schema(
        operation_id="feed",
        parameters=[
            OpenApiParameter("tab", enum=["discover", *FEEDS], description="default: discover"),
            OpenApiParameter("cursor", description="from `next`"),
        ],
        responses={200: FeedPageSerializer},
    )
    def get(self, request: Request) -> Response:
        tab, cursor = request.query_params.get("tab", ""), request.query_params.get("cursor", "")
        if tab in FEEDS:
            page = FEEDS[tab](request.user, cursor=cursor)
        else:
            page = discover_notes(request.user, taste_of(request.user), cursor=cursor)
        here = request.build_absolute_uri()
        onward = replace_query_param(here, "cursor", page.next_cursor) if page.next_cursor else None
        return Response(FeedPageSerializer({"next": onward, "results": page.items}).data)


class TopicFollows(APIView):
    """PUT follows a topic, DELETE stops. Repeating either changes nothing."""

    access: ClassVar[dict[str, Policy]] = {"*": signed_in}

    @extend_schema(
        operation_id="topic_follow",
        request=None,
        responses={200: FollowedSerializer, 401: Problem, 404: Problem, 409: Problem},
    )
    def put(self, request: Request, slug: str) -> Response:
        follow_topic(user=user_of(request), topic=topic_for(slug=slug))
        return Response(FollowedSerializer({"is_followed": True}).data)

    @extend_schema(operation_id="topic_unfollow", responses={204: None, 401: Problem, 404: Problem})
    def delete(self, request: Request, slug: str) -> Response:
        unfollow_topic(user=user_of(request), topic=topic_for(slug=slug))
        return Response(status=204)


class ShopFollows(APIView):
    """PUT follows a shop, DELETE stops. Repeating either changes nothing."""

    access: ClassVar[dict[str, Policy]] = {"*": signed_in}

    @extend_schema(
        operation_id="shop_follow",
        request=None,
        responses={200: FollowedSerializer, 401: Problem, 404: Problem, 409: Problem},
    )
    def put(self, request: Request, slug: str) -> Response:
        follow_shop(user=user_of(request), shop=_shop(slug))
        return Response(FollowedSerializer({"is_followed": True}).data)

    @extend_schema(operation_id="shop_unfollow", responses={204: None, 401: Problem, 404: Problem})
    def delete(self, request: Request, slug: str) -> Response:
        unfollow_shop(user=user_of(request), shop=_shop(slug))
        return Response(status=204)


def _shop(slug: str) -> Shop:
    return get_or_missing(Shop.objects.filter(is_open=True), slug=slug)
