"""What those who look after a group may do with its notes: `{% load gathered %}`"""

from __future__ import annotations

from typing import Any

from django import template

from community.groups.selectors import staffed_among
from content.posts.models import Post

register = template.Library()


@register.filter
def kept_by(post: Post, viewer: Any) -> bool:
    """Whether somebody looks after the group a note stands in."""
    return post.group_id is not None and bool(staffed_among(viewer, [post.group_id]))
