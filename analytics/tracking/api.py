"""An app tells what happens on its screens."""

from __future__ import annotations

import json

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.identity.access import user_of
from accounts.privacy.models import Purpose
from accounts.privacy.selectors import has_agreed
from analytics.tracking.errors import NoConsent
from analytics.tracking.serializers import BatchAnswerSerializer, BatchSerializer
from analytics.tracking.services import take_batch
from config.kernel.access import signed_in
from config.kernel.api import Problem


class Events(APIView):
    """Behaviour of the person whose token it is, if they agreed to being counted."""

    access = signed_in

    @extend_schema(
        operation_id="events_tell",
        request=BatchSerializer,
        responses={202: BatchAnswerSerializer, 401: Problem, 403: Problem, 413: Problem, 422: Problem, 503: Problem},
    )
    def post(self, request: Request) -> Response:
        user = user_of(request)
        if not has_agreed(user, Purpose.MEASURING):
            raise NoConsent
        body = json.dumps(request.data).encode()
        batch = take_batch(body=body, user=user.pk, visitor="", is_program=False)
        answer = {"kept": len(batch.told), "refused": [{"place": one.place, "code": one.code} for one in batch.refused]}
        return Response(answer, status=202)
