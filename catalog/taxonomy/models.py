"""The platform's category tree and the attributes products are described and filtered by."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from config.kernel.language import in_language

TREE_KEY = "category-tree"


class Category(models.Model):
    """A place in the tree. `path` is "/12/40/" from the root to itself, so a subtree is a prefix."""

    slug = models.SlugField(max_length=60, unique=True)
    name_zh = models.CharField(max_length=40)
    name_en = models.CharField(max_length=40)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    path = models.CharField(max_length=100, editable=False, db_index=True)
    position = models.PositiveSmallIntegerField(default=0)
    icon = models.CharField(max_length=30, blank=True, help_text="name of a lucide icon")
    is_sensitive = models.BooleanField(default=False, help_text="who bought from it or from under it is never told")

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return in_language(self.name_zh, self.name_en)


class Attribute(models.Model):
    """Something products differ in that shoppers filter by: material, origin, season."""

    slug = models.SlugField(max_length=40, unique=True)
    name_zh = models.CharField(max_length=40)
    name_en = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("attribute")
        verbose_name_plural = _("attributes")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return in_language(self.name_zh, self.name_en)


class AttributeValue(models.Model):
    attribute = models.ForeignKey(Attribute, on_delete=models.CASCADE, related_name="values")
    slug = models.SlugField(max_length=40)
    name_zh = models.CharField(max_length=40)
    name_en = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("attribute value")
        verbose_name_plural = _("attribute values")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["attribute", "slug"], name="attribute_value_slug_once")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return in_language(self.name_zh, self.name_en)
