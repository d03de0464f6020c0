"""What a note brought, for its author. `{% load effects %}`"""

from __future__ import annotations

from typing import Any

from django import template

from community.referral.models import Target
from community.referral.selectors.pages import effect_of
from content.posts.models import Post

register = template.Library()


@register.inclusion_tag("content/posts/_effect.html")
def note_effect(note: Post) -> dict[str, Any]:
    """How many went on from it, and the orders that came of it."""
    return {"note": note, "effect": effect_of(target=Target.NOTE, ref=note.key)}
