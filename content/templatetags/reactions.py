"""What stands under a note: its comments and the bar of buttons. `{% load reactions %}`"""

from __future__ import annotations

from typing import Any

from django import template

from content.comments.selectors import threads_of
from content.posts.models import Post
from content.reactions.selectors import hands_on, standing

register = template.Library()


@register.simple_tag(takes_context=True)
def note_standing(context: template.Context, note: Post) -> Any:
    """{% note_standing note as view %}"""
    return standing(note, context["user"])


@register.simple_tag(takes_context=True)
def note_threads(context: template.Context, note: Post) -> Any:
    """{% note_threads note as threads %}: the first page of its comments."""
    return threads_of(note, context["user"])


@register.inclusion_tag("content/reactions/_repost.html", takes_context=True)
def repost_button(context: template.Context, note: Post) -> dict[str, Any]:
    """{% repost_button note %}: in the sheet that shares it."""
    user = context["user"]
    return {
        "note": note,
        "user": user,
        "is_reposted": hands_on(user, note),
        "csrf_token": context.get("csrf_token", ""),
    }
