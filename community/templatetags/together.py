"""What a group does together, on its page: `{% load together %}`"""

from __future__ import annotations

from typing import Any

from django import template

from community.checkin.selectors import today_for
from community.groups.models import Group
from community.groups.selectors import Standing
from community.together.selectors import RECENT, doings_of

register = template.Library()


@register.inclusion_tag("community/together/_in_group.html", takes_context=True)
def activities_of_group(context: dict[str, Any], group: Group, standing: Standing) -> dict[str, Any]:
    """{% activities_of_group group standing %}: today's check-in, then what goes on."""
    doings = doings_of(group)
    shown = [one for one in doings if one.is_open][:RECENT] or doings[:2]
    return {
        "csrf_token": context.get("csrf_token"),
        "group": group,
        "standing": standing,
        "today": today_for(group, standing.member) if standing.member else None,
        "doings": shown,
        "more": len(doings) - len(shown),
    }
