"""For load balancers and supervisors: is the process alive, and may it be given work?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.kernel.access import public
from config.kernel.vitals import database_version, pending_migrations, redis_version


@public
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Asks nobody else."""
    return HttpResponse("ok", content_type="text/plain")


@public
@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Ready when the database answers and has every migration. Without Redis the shop is slower, but open: degraded."""
    database = bool(database_version())
    waiting = len(pending_migrations()) if database else 0
    redis = bool(redis_version())
    ready = database and not waiting
    parts = {
        "database": "ok" if database else "gone",
        "migrations": ("ok" if not waiting else f"{waiting} waiting") if database else "unknown",
        "redis": "ok" if redis else "gone",
    }
    status = ("ready" if redis else "degraded") if ready else "not ready"
    return JsonResponse({"status": status, "parts": parts}, status=200 if ready else 503)
