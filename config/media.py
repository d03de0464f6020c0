"""Pictures people uploaded or the demo drew. A front server may serve MEDIA_ROOT instead; the rules stay the same."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve

from config.kernel.access import public

PICTURES = (".webp", ".svg", ".png", ".jpg")
NOTHING_RUNS = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@public
@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Pictures only; names never come back with other content, so browsers may keep them for a year."""
    if not path.endswith(PICTURES) or ".." in path.split("/"):
        raise Http404
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Content-Security-Policy"] = NOTHING_RUNS
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
