"""What one agreed to, for machines."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.identity.access import user_of
from accounts.privacy.selectors import consents_of
from accounts.privacy.serializers import AnswerSerializer, ConsentSerializer
from accounts.privacy.services import answer
from config.kernel.access import signed_in
from config.kernel.api import Problem


class Consents(APIView):
    """The answer that counts for each purpose; POST gives or takes back one."""

    access = signed_in

    @extend_schema(operation_id="me_consents_list", responses={200: ConsentSerializer(many=True), 401: Problem})
    def get(self, request: Request) -> Response:
        return Response(ConsentSerializer([*consents_of(user_of(request)).values()], many=True).data)

    @extend_schema(
        operation_id="me_consents_create",
        request=AnswerSerializer,
        responses={200: ConsentSerializer, 401: Problem, 409: Problem, 422: Problem},
    )
    def post(self, request: Request) -> Response:
        asked = AnswerSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        ip = request.META.get("REMOTE_ADDR", "")
        consent = answer(user=user_of(request), channel="api", ip=ip, **asked.validated_data)
        return Response(ConsentSerializer(consent).data)
