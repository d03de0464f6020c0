"""Buttons that follow topics and shops, and the notes of a shop on its page. `{% load feeds %}`"""

from __future__ import annotations

from typing import Any

from django import template

from catalog.shops.models import Shop
from content.feed.selectors import follows_shop, follows_topic
from content.posts.models import Topic

register = template.Library()


@register.inclusion_tag("content/feed/_topic_button.html", takes_context=True)
def topic_button(context: template.Context, topic: Topic) -> dict[str, Any]:
    """{% topic_button topic %}"""
    return _button(context) | {"topic": topic, "is_followed": follows_topic(context["user"], topic)}


@register.inclusion_tag("content/feed/_shop_button.html", takes_context=True)
def shop_button(context: template.Context, shop: Shop) -> dict[str, Any]:
    """{% shop_button shop %}"""
    return _button(context) | {"shop": shop, "is_followed": follows_shop(context["user"], shop)}


def _button(context: template.Context) -> dict[str, Any]:
    return {"user": context["user"], "csrf_token": context.get("csrf_token", "")}
