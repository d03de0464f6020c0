"""What buyers may say with one tap: a short list for all goods, and some words more for each branch of the tree."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.products.models import Product
from catalog.taxonomy.selectors import category_tree


class Tag(models.TextChoices):
    """Kept by its name; the words may change."""

    AS_DESCRIBED = "as_described", _("As described")
    GOOD_VALUE = "good_value", _("Good value")
    WELL_PACKED = "well_packed", _("Well packed")
    QUICK = "quick", _("Sent quickly")
    KIND_SHOP = "kind_shop", _("Helpful shop")
    FRAGRANT = "fragrant", _("Fragrant")
    SMOOTH = "smooth", _("Smooth taste")
    TASTY = "tasty", _("Tasty")
    FRESH = "fresh", _("Fresh")
    WELL_MADE = "well_made", _("Well made")
    BEAUTIFUL = "beautiful", _("Beautiful")
    HANDY = "handy", _("Handy")
    TRUE_TO_SIZE = "true_to_size", _("True to size")
    SOFT = "soft", _("Soft")
    GENTLE = "gentle", _("Gentle")
    CHILD_LIKES = "child_likes", _("My child likes it")
    STURDY = "sturdy", _("Sturdy")
    NOT_AS_SHOWN = "not_as_shown", pgettext_lazy("review", "Not as described")
    FLAWED = "flawed", _("Has a flaw")
    BADLY_PACKED = "badly_packed", _("Badly packed")
    SLOW = "slow", _("Sent slowly")


T = Tag
FOR_ALL = (T.AS_DESCRIBED, T.GOOD_VALUE, T.WELL_PACKED, T.QUICK, T.KIND_SHOP)
CRITICAL = (T.NOT_AS_SHOWN, T.FLAWED, T.BADLY_PACKED, T.SLOW)
BY_ROOT = {  # slug of the branch: what else may be said of its goods
    "tea": (T.FRAGRANT, T.SMOOTH),
    "tableware": (T.BEAUTIFUL, T.WELL_MADE, T.HANDY),
    "fresh": (T.FRESH, T.TASTY),
    "bakery": (T.TASTY, T.FRESH),
    "home": (T.BEAUTIFUL, T.STURDY, T.HANDY),
    "textiles": (T.SOFT, T.WELL_MADE),
    "wear": (T.TRUE_TO_SIZE, T.SOFT, T.WELL_MADE),
    "bags": (T.STURDY, T.WELL_MADE, T.BEAUTIFUL),
    "scent": (T.FRAGRANT, T.BEAUTIFUL),
    "care": (T.GENTLE, T.FRAGRANT),
    "stationery": (T.HANDY, T.WELL_MADE),
    "kids": (T.CHILD_LIKES, T.STURDY, T.SOFT),
    "garden": (T.STURDY, T.HANDY),
    "outdoors": (T.STURDY, T.HANDY),
}


def tags_of_branch(root_slug: str) -> list[Tag]:
    return [*BY_ROOT.get(root_slug, (T.WELL_MADE,)), *FOR_ALL, *CRITICAL]


def tags_for(product: Product) -> list[Tag]:
    """What may be said of a product (read with its category), praise first. Asks nothing while the tree is cached."""
    trail = category_tree().trail(product.category)
    return tags_of_branch(trail[0].slug if trail else "")
