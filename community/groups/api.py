"""Groups, for machines. PUT and DELETE may be repeated without harm."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.identity.access import user_of
from community.groups import services
from community.groups.drafts import GroupDraft
from community.groups.models import Group, GroupMember
from community.groups.selectors import (
    group_for,
    groups_found,
    may_read,
    members_of,
    mine,
    rules_of,
    standing_in,
    words_of,
)
from community.groups.serializers import (
    AcceptRulesSerializer,
    GroupMemberSerializer,
    GroupPageSerializer,
    GroupSerializer,
    GroupWordsSerializer,
    JoinGroupSerializer,
    NewGroupSerializer,
)
from config.kernel.access import Policy, public, signed_in
from config.kernel.api import Problem
from config.kernel.api_defaults import KeysetPagination
from config.kernel.errors import NotFound


def _shown(request: Request, group: Group) -> dict[str, Any]:
    rules = rules_of(group)
    page: Any = {
        "group": group,
        "rules": rules.lines if rules else [],
        "standing": standing_in(group, request.user),
    }
    return dict(GroupPageSerializer(page).data)


class Groups(ListAPIView[Group]):
    """Public groups, or with `mine=1` one's own, newest first. POST founds one."""

    access: ClassVar[dict[str, Policy]] = {"POST": signed_in, "*": public}
    serializer_class = GroupSerializer
    pagination_class = KeysetPagination

    @extend_schema(
        operation_id="groups_list",
        parameters=[OpenApiParameter("q", description="words to find"), OpenApiParameter("mine", bool)],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        if self.request.query_params.get("mine") in {"1", "true"}:
            own = mine(self.request.user).values("group")
            return Group.objects.filter(pk__in=own).select_related("cover")
        return groups_found(self.request.user, self.request.query_params.get("q", ""))

    @extend_schema(
        operation_id="group_found",
        request=NewGroupSerializer,
        responses={201: GroupPageSerializer, 401: Problem, 403: Problem, 422: Problem, 429: Problem},
    )
    def post(self, request: Request) -> Response:
        asked = NewGroupSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        wish = dict(asked.validated_data)
        address, rules = wish.pop("address"), wish.pop("rules")
        group = services.found_group(founder=user_of(request), draft=GroupDraft(**wish), address=address, rules=rules)
        return Response(_shown(request, group), status=201)


class GroupView(APIView):
    """One group, and how one stands in it. A private group exists for its members."""

    access = public

    @extend_schema(operation_id="group", responses={200: GroupPageSerializer, 404: Problem})
    def get(self, request: Request, slug: str) -> Response:
        return Response(_shown(request, group_for(request.user, slug=slug)))


JOINED = {200: GroupPageSerializer, 401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem}


class JoinView(APIView):
    """PUT: come in, or ask to. DELETE: leave, or ask no longer."""

    access = signed_in

    @extend_schema(operation_id="group_join", request=JoinGroupSerializer, responses=JOINED)
    def put(self, request: Request, slug: str) -> Response:
        asked = JoinGroupSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        wish = asked.validated_data
        group = group_for(request.user, slug=slug, invite=wish["invite"])
        services.join_group(group=group, user=user_of(request), invite=wish["invite"], answers=wish["answers"])
        group.refresh_from_db()
        return Response(_shown(request, group))

    @extend_schema(operation_id="group_leave", request=None, responses={204: None, 404: Problem, 409: Problem})
    def delete(self, request: Request, slug: str) -> Response:
        group, user = group_for(request.user, slug=slug), user_of(request)
        if standing_in(group, user).is_member:
            services.leave_group(group=group, user=user)
        else:
            services.withdraw_request(group=group, user=user)
        return Response(status=204)


class RulesView(APIView):
    """Accept the rules as they were read."""

    access = signed_in

    @extend_schema(operation_id="group_accept_rules", request=AcceptRulesSerializer, responses=JOINED)
    def put(self, request: Request, slug: str) -> Response:
        asked = AcceptRulesSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        group = group_for(request.user, slug=slug)
        services.accept_rules(group=group, user=user_of(request), version=asked.validated_data["version"])
        return Response(_shown(request, group))


class MembersView(ListAPIView[GroupMember]):
    """Who is in, the newest first."""

    access = public
    serializer_class: Any = GroupMemberSerializer
    pagination_class = KeysetPagination

    @extend_schema(operation_id="group_members", responses={200: GroupMemberSerializer(many=True), 404: Problem})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return GroupMember.objects.none()
        group = group_for(self.request.user, slug=self.kwargs["slug"])
        if not may_read(group, standing_in(group, self.request.user)):
            raise NotFound
        return members_of(group, self.request.user)


class WordsView(APIView):
    """The words a group watches for: kept out, covered, or shown and looked at. They exist for those who look after it;
    PUT writes all three lists anew."""

    access = signed_in

    @extend_schema(operation_id="group_words", responses={200: GroupWordsSerializer, 401: Problem, 404: Problem})
    def get(self, request: Request, slug: str) -> Response:
        return Response(GroupWordsSerializer(words_of(_looked_after(request, slug))).data)

    @extend_schema(
        operation_id="group_words_keep",
        request=GroupWordsSerializer,
        responses={200: GroupWordsSerializer, 401: Problem, 404: Problem, 422: Problem},
    )
    def put(self, request: Request, slug: str) -> Response:
        asked = GroupWordsSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        group = _looked_after(request, slug)
        return Response(
            GroupWordsSerializer(services.keep_words(group=group, actor=user_of(request), **asked.validated_data)).data
        )


def _looked_after(request: Request, slug: str) -> Group:
    group = group_for(request.user, slug=slug)
    if not standing_in(group, user_of(request)).is_staff:
        raise NotFound
    return group
