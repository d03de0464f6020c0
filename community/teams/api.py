"""Teams of a group, for machines."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.identity.access import user_of
from community.groups.selectors import readable_group
from community.teams.selectors import campaign_to_start, teams_open_in
from community.teams.serializers import OpenTeamSerializer, TeamWishSerializer
from community.teams.services import wish_team
from config.kernel.access import Policy, public, signed_in
from config.kernel.api import Problem


class TeamsView(APIView):
    """Open teams of a group. POST says that the team one starts next in a campaign is one of this group."""

    access: ClassVar[dict[str, Policy]] = {"POST": signed_in, "*": public}

    @extend_schema(operation_id="group_teams_open", responses={200: OpenTeamSerializer(many=True), 404: Problem})
    def get(self, request: Request, slug: str) -> Response:
        cards: Any = teams_open_in(readable_group(request.user, slug=slug), request.user)
        return Response(OpenTeamSerializer(cards, many=True).data)

    @extend_schema(
        operation_id="group_team_wish",
        request=TeamWishSerializer,
        responses={204: None, 401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem},
    )
    def post(self, request: Request, slug: str) -> Response:
        asked = TeamWishSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        group = readable_group(request.user, slug=slug)
        campaign = campaign_to_start(key=asked.validated_data["campaign"].replace("\x00", ""))
        wish_team(group=group, user=user_of(request), campaign=campaign)
        return Response(status=204)
