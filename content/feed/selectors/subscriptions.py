"""Questions about followed topics and shops."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from catalog.shops.models import Shop
from community.groups.selectors import mine
from content.feed.models import ShopFollow, TopicFollow
from content.feed.selectors.cards import FeedPage, Shown
from content.posts.models import PostTopic, Topic
from content.posts.selectors import kept_from, note_page, notes_for, public_notes


def follows_topic(user: Any, topic: Topic) -> bool:
    return user.is_authenticated and TopicFollow.objects.filter(user=user, topic=topic).exists()


def follows_shop(user: Any, shop: Shop) -> bool:
    return user.is_authenticated and ShopFollow.objects.filter(user=user, shop=shop).exists()


def topics_followed(user: Any) -> QuerySet[Topic]:
    """Last followed first."""
    return Topic.objects.filter(followers__user=user).order_by("-followers__pk")


def groups_page(viewer: Any, *, cursor: str = "") -> FeedPage:
    """Notes of one's groups, newest first, also of those nobody else sees; nothing for a guest."""
    if not viewer.is_authenticated:
        return FeedPage()
    rows = public_notes().filter(group__in=mine(viewer).values("group")).exclude(kept_from(viewer))
    page = note_page(rows, cursor=cursor)
    return FeedPage([Shown(note=note) for note in page.items], page.next_cursor)


def topics_page(viewer: Any, *, cursor: str = "") -> FeedPage:
    """Notes about what one follows, newest first; nothing for a guest. Apart from the people one follows."""
    if not viewer.is_authenticated:
        return FeedPage()
    about = PostTopic.objects.filter(topic__in=TopicFollow.objects.filter(user=viewer).values("topic"))
    page = note_page(notes_for(viewer).filter(pk__in=about.values("post")), cursor=cursor)
    return FeedPage([Shown(note=note) for note in page.items], page.next_cursor)
