"""Where pages tell what happens on them."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.privacy.measuring import browser_of, may_measure
from analytics.tracking.errors import BatchTooBig, ForeignOrigin, NoConsent
from analytics.tracking.intake import MOST_BYTES, MOST_EVENTS
from analytics.tracking.services import take_batch
from community.referral.bots import is_program
from config.kernel.access import public

SAME = {"same-origin", ""}


@csrf_exempt  # a page that is going away can send no token; the browser's own word says where it comes from
@public
@require_POST
def collect(request: HttpRequest) -> JsonResponse:
    """A batch of the beacon's (static/js/beacon.js). Answers how many were kept, and which were refused and why."""
    _from_our_pages(request)
    if not may_measure(request):
        raise NoConsent
    batch = take_batch(
        body=_body(request),
        user=request.user.pk or 0,
        visitor=browser_of(request),
        is_program=is_program(request.headers, method="POST"),
    )
    refused = [{"place": one.place, "code": one.code} for one in batch.refused]
    return JsonResponse({"kept": len(batch.told), "refused": refused}, status=202)


def _from_our_pages(request: HttpRequest) -> None:
    """Every browser names the origin of a POST, and no script can change what it says."""
    origin = urlsplit(request.headers.get("Origin", ""))
    if origin.netloc != request.get_host() or request.headers.get("Sec-Fetch-Site", "") not in SAME:
        raise ForeignOrigin


def _body(request: HttpRequest) -> bytes:
    """At most so much is read, whatever is sent or announced."""
    announced = request.headers.get("Content-Length", "")
    if not announced.isdigit() or int(announced) > MOST_BYTES:
        raise BatchTooBig(most=MOST_EVENTS, kilobytes=MOST_BYTES // 1024)
    return request.read(MOST_BYTES + 1)
