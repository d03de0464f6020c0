"""Questions about feeds, by what they are about."""

from content.feed.selectors.cards import FeedPage, Shown
from content.feed.selectors.discover import Ranked, discover_notes, mixed_page
from content.feed.selectors.following import following_page
from content.feed.selectors.goods import newest_products, root_categories, selling_well
from content.feed.selectors.subscriptions import follows_shop, follows_topic, groups_page, topics_followed, topics_page

__all__ = [
    "FeedPage",
    "Ranked",
    "Shown",
    "discover_notes",
    "following_page",
    "follows_shop",
    "follows_topic",
    "groups_page",
    "mixed_page",
    "newest_products",
    "root_categories",
    "selling_well",
    "topics_followed",
    "topics_page",
]
