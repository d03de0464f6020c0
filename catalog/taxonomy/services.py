"""Growing the category tree."""

from __future__ import annotations

from django.core.cache import cache
from django.db import transaction

from catalog.taxonomy.models import TREE_KEY, Category
from config.kernel.errors import Invalid


@transaction.atomic
def add_category(
    *,
    slug: str,
    name_zh: str,
    name_en: str,
    parent: Category | None = None,
    icon: str = "",
    position: int = 0,
    is_sensitive: bool = False,
) -> Category:
    """A new place in the tree."""
    category = Category(
        slug=slug,
        name_zh=name_zh,
        name_en=name_en,
        parent=parent,
        icon=icon,
        position=position,
        is_sensitive=is_sensitive,
        path="/",
    )
    return place_category(category=category)


@transaction.atomic
def place_category(*, category: Category) -> Category:
    """Save a category and give it and everything under it their paths. A tree has no circles."""
    parent = category.parent
    if category.pk and parent and f"/{category.pk}/" in parent.path:
        raise Invalid(field="parent")
    old_path = category.path
    category.save()
    category.path = f"{parent.path if parent else '/'}{category.pk}/"
    category.save(update_fields=["path"])
    if len(old_path) > 1 and old_path != category.path:
        below = Category.objects.filter(path__startswith=old_path).exclude(pk=category.pk)
        for child in below:
            child.path = category.path + child.path.removeprefix(old_path)
        Category.objects.bulk_update(below, ["path"])
    cache.delete(TREE_KEY)
    transaction.on_commit(lambda: cache.delete(TREE_KEY))  # again: a reader may have put the old one back meanwhile
    return category
