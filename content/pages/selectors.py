"""Questions about editorial pages."""

from __future__ import annotations

from django.db.models import Q

from config.kernel.clock import now
from content.pages.models import LeadStory


def lead_story() -> LeadStory | None:
    """The story on the home page right now."""
    moment = now()
    shown = LeadStory.objects.filter(shown_from__lte=moment).filter(Q(shown_until=None) | Q(shown_until__gt=moment))
    return shown.select_related("picture", "shop", "shop__mark").order_by("-shown_from").first()
