"""Where carriers' systems tell us what happened."""

from __future__ import annotations

import logging

from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from config.kernel.access import public
from orders.tracking.errors import BadPush, PushTooLarge
from orders.tracking.services import hear_push
from orders.tracking.trackers import tracker_named

log = logging.getLogger(__name__)
MOST_BYTES = 256 * 1024


@csrf_exempt
@require_POST
@public
def push(request: HttpRequest, tracker: str) -> JsonResponse:
    """200 for what we took in or know already, 4xx for what cannot be the tracker's or cannot be right.

    `result` and `returnCode` are what Kuaidi100 reads; `code` is ours.
    """
    service = tracker_named(tracker)
    try:
        _check_size(request)
        heard = hear_push(tracker=tracker, push=service.parse_webhook(request.headers, request.body))
    except BadPush as refused:
        log.warning("Push of %s refused: %s", tracker, refused.details.get("why", refused.code))
        return _answer(refused.status, refused.code)
    return _answer(200, "heard" if heard.is_new else "repeated")


def _check_size(request: HttpRequest) -> None:
    said = request.headers.get("Content-Length", "")
    if not (said.isascii() and said.isdigit()):
        raise BadPush(why="length missing")
    if int(said) > MOST_BYTES:
        raise PushTooLarge


def _answer(status: int, code: str) -> JsonResponse:
    is_good = status == 200
    return JsonResponse({"result": is_good, "returnCode": str(status), "message": code, "code": code}, status=status)
