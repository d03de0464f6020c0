"""The figures of a group, for machines of those who look after it."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from community.effect.models import FOUR_WEEKS, WEEK
from community.effect.selectors import latest, series_of
from community.effect.serializers import GroupFiguresSerializer
from community.groups.selectors import readable_group, standing_in
from config.kernel.access import signed_in
from config.kernel.api import Problem
from config.kernel.errors import NotFound


class EffectView(APIView):
    """The last days, oldest first, each counted over the week (or with `days=28` the four weeks) that ends on it."""

    access = signed_in

    @extend_schema(
        operation_id="group_effect",
        parameters=[OpenApiParameter("days", int, description="7 or 28")],
        responses={200: GroupFiguresSerializer(many=True), 401: Problem, 404: Problem},
    )
    def get(self, request: Request, slug: str) -> Response:
        group = readable_group(request.user, slug=slug)
        if not standing_in(group, request.user).is_staff:
            raise NotFound
        row = latest(group, FOUR_WEEKS if request.query_params.get("days") == "28" else WEEK)
        return Response(GroupFiguresSerializer(series_of(row) if row else [], many=True).data)
