"""The QR code of a page of this site."""

from __future__ import annotations

import io
import unicodedata

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from config.kernel.access import public
from config.kernel.errors import NotFound

LONGEST = 300


def own_path(wish: str) -> str:
    """A path (with its query) that is a page of this site; anything else doesn't exist here."""
    is_local = wish.startswith("/") and not wish.startswith("//") and "\\" not in wish and len(wish) <= LONGEST
    if not is_local or any(unicodedata.category(one)[0] == "C" for one in wish):
        raise NotFound
    try:
        resolve(wish.partition("?")[0])
    except Resolver404 as missing:
        raise NotFound from missing
    return wish


@public
@require_safe
@cache_control(max_age=86400, public=True)
def qr(request: HttpRequest) -> HttpResponse:
    """`?to=/teams/…/` as an SVG: black on white, with the quiet zone a camera needs. It leads only to this site."""
    address = settings.SITE_URL + own_path(request.GET.get("to", ""))
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", scale=8, border=2, light="#fff", dark="#111")
    return HttpResponse(out.getvalue(), content_type="image/svg+xml")
