"""People and each other, for machines. PUT and DELETE may be repeated without harm."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.identity.access import user_of
from accounts.identity.models import User
from community.graph import services
from community.graph.models import Follow
from community.graph.selectors import (
    counts_of,
    followees_of,
    followers_of,
    may_see_network,
    person_for,
    relation,
    settings_of,
    suggestions_for,
)
from community.graph.serializers import (
    PersonSerializer,
    PersonSuggestionSerializer,
    ProfileSerializer,
    SettingsSerializer,
)
from config.kernel.access import public, signed_in
from config.kernel.api import Problem
from config.kernel.api_defaults import KeysetPagination
from config.kernel.errors import NotFound


def _shown(request: Request, handle: str) -> dict[str, Any]:
    person = person_for(request.user, handle=handle)
    stands = relation(request.user, person)
    shown: Any = {
        "person": person,
        "counts": counts_of(person),
        "lists_open": not stands.is_blocked and may_see_network(request.user, person),
        "relation": stands,
    }
    return dict(ProfileSerializer(shown).data)


class PersonView(APIView):
    """Somebody's profile. Whoever blocked the one who asks does not exist."""

    access = public

    @extend_schema(operation_id="person", responses={200: ProfileSerializer, 404: Problem})
    def get(self, request: Request, handle: str) -> Response:
        return Response(_shown(request, handle))


class _Switch(APIView):
    """Something between two people that is on or off; answers with the profile as it is now."""

    access = signed_in

    def _turn(self, request: Request, handle: str, turn: Callable[[User, User], object]) -> Response:
        turn(user_of(request), person_for(request.user, handle=handle))
        return Response(_shown(request, handle))


SWITCHED = {200: ProfileSerializer, 404: Problem, 409: Problem, 429: Problem}


class FollowView(_Switch):
    @extend_schema(operation_id="person_follow", request=None, responses=SWITCHED)
    def put(self, request: Request, handle: str) -> Response:
        return self._turn(request, handle, lambda user, person: services.follow(follower=user, person=person))

    @extend_schema(operation_id="person_unfollow", request=None, responses=SWITCHED)
    def delete(self, request: Request, handle: str) -> Response:
        return self._turn(request, handle, lambda user, person: services.unfollow(follower=user, person=person))


class BlockView(_Switch):
    @extend_schema(operation_id="person_block", request=None, responses=SWITCHED)
    def put(self, request: Request, handle: str) -> Response:
        return self._turn(request, handle, lambda user, person: services.block(blocker=user, person=person))

    @extend_schema(operation_id="person_unblock", request=None, responses=SWITCHED)
    def delete(self, request: Request, handle: str) -> Response:
        return self._turn(request, handle, lambda user, person: services.unblock(blocker=user, person=person))


class MuteView(_Switch):
    @extend_schema(operation_id="person_mute", request=None, responses=SWITCHED)
    def put(self, request: Request, handle: str) -> Response:
        return self._turn(request, handle, lambda user, person: services.mute(muter=user, person=person))

    @extend_schema(operation_id="person_unmute", request=None, responses=SWITCHED)
    def delete(self, request: Request, handle: str) -> Response:
        return self._turn(request, handle, lambda user, person: services.unmute(muter=user, person=person))


FOLLOWS: Mapping[str, Callable[[Any, User], Any]] = {"follower": followers_of, "followee": followees_of}


class _Follows(ListAPIView[Follow]):
    """One end of somebody's follows, newest first; a closed list does not exist."""

    access = public
    serializer_class: Any = PersonSerializer
    pagination_class = KeysetPagination
    end: ClassVar[str]

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return Follow.objects.none()
        viewer = self.request.user
        person = person_for(viewer, handle=self.kwargs["handle"])
        if not may_see_network(viewer, person) or relation(viewer, person).is_blocked:
            raise NotFound
        return FOLLOWS[self.end](viewer, person)

    def get_serializer(self, rows: Any, *args: Any, **kwargs: Any) -> Any:
        return super().get_serializer([getattr(row, self.end) for row in rows], *args, **kwargs)


class FollowersView(_Follows):
    end = "follower"

    @extend_schema(operation_id="person_followers", responses={200: PersonSerializer(many=True), 404: Problem})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class FollowingView(_Follows):
    end = "followee"

    @extend_schema(operation_id="person_following", responses={200: PersonSerializer(many=True), 404: Problem})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class SuggestionsView(APIView):
    """Whom one might follow, each with a reason that can be checked."""

    access = public

    @extend_schema(operation_id="people_suggestions", responses={200: PersonSuggestionSerializer(many=True)})
    def get(self, request: Request) -> Response:
        found: Any = suggestions_for(request.user)
        return Response(PersonSuggestionSerializer(found, many=True).data)


class SuggestionView(APIView):
    """DELETE: never suggest this person again."""

    access = signed_in

    @extend_schema(
        operation_id="people_suggestion_dismiss", request=None, responses={204: None, 404: Problem, 409: Problem}
    )
    def delete(self, request: Request, handle: str) -> Response:
        services.dismiss_suggestion(user=user_of(request), person=person_for(request.user, handle=handle))
        return Response(status=204)


class MySettings(APIView):
    """What one lets others see."""

    access = signed_in

    @extend_schema(operation_id="me_people", responses={200: SettingsSerializer})
    def get(self, request: Request) -> Response:
        return Response(SettingsSerializer(settings_of(user_of(request))).data)

    @extend_schema(
        operation_id="me_people_change", request=SettingsSerializer, responses={200: SettingsSerializer, 422: Problem}
    )
    def patch(self, request: Request) -> Response:
        kept = settings_of(user_of(request))
        asked = SettingsSerializer(kept, data=request.data, partial=True)
        asked.is_valid(raise_exception=True)
        answers = {name: asked.validated_data.get(name, getattr(kept, name)) for name in SettingsSerializer.Meta.fields}
        return Response(SettingsSerializer(services.change_settings(person=user_of(request), **answers)).data)
