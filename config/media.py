"""Files people uploaded or the demo drew. A front server may serve MEDIA_ROOT instead; the rules stay the same."""

from __future__ import annotations

import re
from pathlib import PurePath

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils._os import safe_join
from django.views.decorators.http import require_safe
from django.views.static import serve

from config.kernel.access import public

PICTURES = (".webp", ".svg", ".png", ".jpg")
CLIPS = {
    ".mp4": "video/mp4",
    ".mov": "video/quicktime",
    ".webm": "video/webm",
    ".weba": "audio/webm",
    ".m4a": "audio/mp4",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
    ".wav": "audio/wav",
    ".vtt": "text/vtt; charset=utf-8",
}
NOTHING_RUNS = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
ONLY_PLAYS = "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'; sandbox"
RANGE = re.compile(r"bytes=(?P<first>\d{0,18})-(?P<last>\d{0,18})", re.ASCII)
PART = 1024 * 1024  # of a clip at once, however much of it is asked for: players ask again for what follows


@public
@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Pictures and clips only; names never come back with other content, so browsers may keep them for a year."""
    ending = PurePath(path).suffix
    if not (path.endswith(PICTURES) or ending in CLIPS) or ".." in path.split("/"):
        raise Http404
    response: HttpResponseBase = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    if ending in CLIPS:
        response = _clip(request, response, path, ending)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Content-Security-Policy"] = ONLY_PLAYS if ending in CLIPS else NOTHING_RUNS
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _clip(request: HttpRequest, whole: HttpResponseBase, path: str, ending: str) -> HttpResponseBase:
    """As its own kind of file, and in parts for who asks for one: players do when somebody jumps ahead."""
    answer = whole
    if whole.status_code == 200:
        answer = _part(request.headers.get("Range", ""), path) or whole
        answer.headers["Content-Type"] = CLIPS[ending]
        answer.headers["Accept-Ranges"] = "bytes"
    if answer is not whole:
        whole.close()
    return answer


def _part(wanted: str, path: str) -> HttpResponse | None:
    """One part of a file; None where the whole is meant, as for several parts at once."""
    found = RANGE.fullmatch(wanted.strip())
    if found is None or found["first"] == found["last"] == "":
        return None
    with open(safe_join(str(settings.MEDIA_ROOT), path), "rb") as file:
        size = file.seek(0, 2)
        first, last = _edges(found["first"], found["last"], size)
        if first >= size or last < first:
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
        last = min(last, first + PART - 1)
        file.seek(first)
        part = HttpResponse(file.read(last - first + 1), status=206)
    part.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return part


def _edges(first: str, last: str, size: int) -> tuple[int, int]:
    """The first and last byte meant; "-500" are the last five hundred."""
    if not first:
        return max(0, size - int(last)), size - 1
    return int(first), min(size - 1, int(last) if last else size - 1)
