"""What the three ends show alike: the head of a case page, and its pictures."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from config.kernel.errors import NotFound
from config.kernel.files import private_files
from orders.aftersales.models import Case, CasePhoto, Side
from orders.aftersales.wording import next_words, timeline
from orders.fulfilment.timeline import track_of


def case_context(case: Case, *, audience: str) -> dict[str, Any]:
    """State, sentence, steps, sums and parcels of a case, for one of the three ends."""
    parcels = [parcel for parcel in (case.new_parcel, case.return_parcel) if parcel is not None]
    photos = {
        Side.BUYER: "orders:case-photo",
        Side.SHOP: "merchant:case-photo",
        Side.PLATFORM: "platform:case-photo",
    }
    return {
        "case": case,
        "order": case.order,
        "next_words": next_words(case, audience),
        "steps": timeline(case.steps.all()),
        "rows": _sums(case),
        "tracks": [(parcel, track_of(parcel)) for parcel in parcels],
        "photo_url": photos[Side(audience)],
    }


def _sums(case: Case) -> list[tuple[Promise, int]]:
    rows: list[tuple[Promise, int]] = [(_("Paid for these pieces"), case.most_cents - case.freight_cents)]
    if case.freight_cents:
        rows.append((_("Freight"), case.freight_cents))
    if not case.is_exchange:
        rows.append((_("Asked for"), case.asked_cents))
    if case.offered_cents is not None:
        rows.append((_("Offered"), case.offered_cents))
    return rows


def photo_response(photo: CasePhoto) -> HttpResponse:
    """A picture as a file that can't act: never kept by what stands between, never run by the browser."""
    try:
        with private_files().open(photo.file) as stored:
            content = stored.read()
    except FileNotFoundError as gone:
        raise NotFound from gone
    headers = {
        "Cache-Control": "private, max-age=3600",
        "Content-Disposition": f'inline; filename="{photo.key}.webp"',
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(content, content_type="image/webp", headers=headers)
