"""What a group does together, on its page: `{% load together %}`"""

from __future__ import annotations

from typing import Any

from django import template

from community.activities.selectors import lotteries_of, polls_of
from community.groups.models import Group
from community.groups.selectors import Standing

register = template.Library()


@register.inclusion_tag("community/activities/_in_group.html")
def activities_of_group(group: Group, standing: Standing) -> dict[str, Any]:
    """{% activities_of_group group standing %}: polls and lotteries, newest first."""
    return {"group": group, "standing": standing, "polls": polls_of(group), "lotteries": lotteries_of(group)}
