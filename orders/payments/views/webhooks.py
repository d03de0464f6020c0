"""Where payment providers tell us what happened."""

from __future__ import annotations

import logging

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from config.kernel.access import public
from orders.payments.errors import BadNotice, TooLarge
from orders.payments.gateways import gateway_named
from orders.payments.services import hear
from orders.payments.services.comparing import note_refused

log = logging.getLogger(__name__)


@csrf_exempt
@require_POST
@public
def webhook(request: HttpRequest, gateway: str) -> HttpResponse:
    """200 for what we took in or know already, 4xx for what cannot be the provider's or cannot be right."""
    provider = gateway_named(gateway)
    try:
        notice = provider.verify_webhook(headers=request.headers, body=_body(request))
    except BadNotice as forged:
        why = str(forged.details.get("why"))
        log.warning("Webhook of %s refused: %s", gateway, why)
        note_refused(gateway=gateway, why=why, size=_size(request))
        return JsonResponse({"code": forged.code, "outcome": "refused", "why": why}, status=forged.status)
    heard = hear(gateway=gateway, notice=notice)
    if provider.thanks and not heard.is_refused:
        return HttpResponse(provider.thanks, content_type="text/plain")
    return JsonResponse({"outcome": heard.outcome}, status=422 if heard.is_refused else 200)


def _body(request: HttpRequest) -> bytes:
    if _size(request) > settings.WEBHOOK_LIMIT_BYTES:
        raise TooLarge(why="too large")
    return request.body


def _size(request: HttpRequest) -> int:
    said = request.META.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isascii() and said.isdigit() else 0
