"""Who came by which link."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from community.referral.models import ShareClick, ShareLink
from config.kernel.access import get_or_missing


def link_by_code(code: str) -> ShareLink:
    """The link behind /s/<code>, whoever asks: it was made to be passed on."""
    return get_or_missing(ShareLink.objects.select_related("sharer"), code=code)


def last_click(
    browsers: Sequence[str], *, since: datetime, not_of: Collection[int], until: datetime | None = None
) -> ShareClick | None:
    """The newest click of these browsers by a person, on a link of somebody else who is still here."""
    clicks = ShareClick.objects.filter(visitor__in=browsers, is_bot=False, at__gte=since, link__sharer__is_active=True)
    if until is not None:
        clicks = clicks.filter(at__lte=until)
    return clicks.exclude(link__sharer__in=not_of).select_related("link__sharer").order_by("-at", "-pk").first()
