"""Questions about categories and attributes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.cache import cache

from catalog.taxonomy.models import TREE_KEY, Attribute, Category
from config.kernel.access import get_or_missing
from config.kernel.errors import NotFound

TREE_SECONDS = 60


@dataclass(frozen=True)
class Tree:
    """All categories, read once for a page."""

    categories: Sequence[Category]

    def get(self, slug: str) -> Category | None:
        return next((one for one in self.categories if one.slug == slug), None)

    @property
    def roots(self) -> list[Category]:
        return [one for one in self.categories if one.parent_id is None]

    def children(self, category: Category) -> list[Category]:
        return [one for one in self.categories if one.parent_id == category.pk]

    def trail(self, category: Category) -> list[Category]:
        """From the root down to the category itself."""
        pks = [int(part) for part in category.path.strip("/").split("/")]
        by_pk = {one.pk: one for one in self.categories}
        return [by_pk[pk] for pk in pks if pk in by_pk]

    def below(self, category: Category) -> list[int]:
        """The pks of a category and everything under it."""
        return [one.pk for one in self.categories if one.path.startswith(category.path)]

    def sensitive(self) -> set[int]:
        """The pks of categories about which one doesn't talk, with everything under them."""
        return {pk for one in self.categories if one.is_sensitive for pk in self.below(one)}

    def in_order(self) -> list[tuple[int, Category]]:
        """(depth, category), each parent before its children: for a select."""
        rows: list[tuple[int, Category]] = []

        def walk(level: Sequence[Category], depth: int) -> None:
            for one in level:
                rows.append((depth, one))
                walk(self.children(one), depth + 1)

        walk(self.roots, 0)
        return rows


def category_tree() -> Tree:
    """The whole tree, from the cache when it is there: it changes seldom and every page of the catalogue needs it."""
    tree: Tree | None = cache.get(TREE_KEY)
    if tree is None:
        tree = Tree(list(Category.objects.order_by("position", "pk")))
        cache.add(TREE_KEY, tree, TREE_SECONDS)
    return tree


def category_for(slug: str, tree: Tree | None = None) -> Category:
    if tree is None:
        return get_or_missing(Category.objects.all(), slug=slug)
    category = tree.get(slug)
    if category is None:
        raise NotFound
    return category


def attributes_with_values() -> list[Attribute]:
    """All attributes with their values, in two queries."""
    return list(Attribute.objects.prefetch_related("values"))
