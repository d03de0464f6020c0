"""Editors write lead stories in the Django admin."""

from django.contrib import admin

from content.pages.models import LeadStory


@admin.register(LeadStory)
class LeadStoryAdmin(admin.ModelAdmin):
    list_display = ["title_zh", "title_en", "shop", "shown_from", "shown_until"]
    raw_id_fields = ["picture", "shop"]
