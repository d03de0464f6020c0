"""Where payment providers tell us what happened."""

from __future__ import annotations

import logging

from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from config.kernel.access import public
from orders.payments.errors import BadNotice
from orders.payments.gateways import gateway_named
from orders.payments.services import hear

log = logging.getLogger(__name__)


@csrf_exempt
@require_POST
@public
def webhook(request: HttpRequest, gateway: str) -> JsonResponse:
    """200 for what we took in or know already, 4xx for what cannot be the provider's or cannot be right."""
    try:
        notice = gateway_named(gateway).verify_webhook(headers=request.headers, body=request.body)
    except BadNotice as forged:
        log.warning("Webhook of %s refused: %s", gateway, forged.details.get("why"))
        return JsonResponse({"outcome": "refused", "why": str(forged.details.get("why"))}, status=400)
    heard = hear(gateway=gateway, notice=notice)
    return JsonResponse({"outcome": heard.outcome}, status=422 if heard.is_refused else 200)
