"""What every page may show of people: `{% load people %}` (decision 0006: templates may pull upward)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import template

from accounts.identity.models import User
from catalog.products.models import Product
from community.graph.selectors import followed_among, friends_who_bought

register = template.Library()


@register.inclusion_tag("community/graph/_button.html", takes_context=True)
def follow_button(
    context: template.Context, person: User, followed: Collection[int] | None = None, small: bool = True
) -> dict[str, Any]:
    """Follow or unfollow somebody. In a list, pass the pks the viewer follows among them (`followed_among`), and no
    button asks the database."""
    viewer = context["user"]
    if followed is None:
        followed = followed_among(viewer, [person.pk])
    return {
        "person": person,
        "viewer": viewer,
        "is_me": viewer.pk == person.pk,
        "is_followed": person.pk in followed,
        "small": small,
        "next": context["request"].get_full_path(),
        "csrf_token": context.get("csrf_token", ""),
    }


@register.inclusion_tag("community/graph/_friends_bought.html", takes_context=True)
def friends_bought(context: template.Context, product: Product) -> dict[str, Any]:
    """“Xiaoman and 2 others you follow bought this”, on a product's page; nothing for guests and strangers."""
    return {"proof": friends_who_bought(context["user"], product)}
