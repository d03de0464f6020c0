"""Copies of one's data, for machines."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.identity.access import user_of
from accounts.privacy.exporting import ask_export
from accounts.privacy.selectors import newest_export
from accounts.privacy.serializers import ExportSerializer
from config.kernel.access import signed_in
from config.kernel.api import Problem
from config.kernel.errors import NotFound


class Export(APIView):
    """The newest copy of one's data and how far it is; POST asks for a new one."""

    access = signed_in

    @extend_schema(operation_id="me_export_read", responses={200: ExportSerializer, 401: Problem, 404: Problem})
    def get(self, request: Request) -> Response:
        export = newest_export(user_of(request))
        if export is None:
            raise NotFound
        return Response(ExportSerializer(export).data)

    @extend_schema(
        operation_id="me_export_create",
        request=None,
        responses={202: ExportSerializer, 401: Problem, 409: Problem, 429: Problem},
    )
    def post(self, request: Request) -> Response:
        return Response(ExportSerializer(ask_export(user=user_of(request))).data, status=202)
