"""The Django admin of the catalogue: the vocabulary, which has no page of its own elsewhere."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from catalog.taxonomy.models import Attribute, AttributeValue, Category
from catalog.taxonomy.services import place_category


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin):
    list_display = ("name_zh", "name_en", "slug", "parent", "position", "is_sensitive")
    list_select_related = ("parent",)
    search_fields = ("name_zh", "name_en", "slug")
    ordering = ("path",)

    def save_model(self, request: HttpRequest, obj: Category, form: Any, change: bool) -> None:
        place_category(category=obj)


class ValuesInline(admin.TabularInline):
    model = AttributeValue
    extra = 1


@admin.register(Attribute)
class AttributeAdmin(admin.ModelAdmin):
    list_display = ("name_zh", "name_en", "slug", "position")
    inlines = (ValuesInline,)
