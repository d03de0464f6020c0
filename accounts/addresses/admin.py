"""Addresses in the Django admin: that they are there, not what they say."""

from django.contrib import admin
from django.http import HttpRequest

from accounts.addresses.models import Address


@admin.register(Address)
class AddressAdmin(admin.ModelAdmin):
    list_display = ("key", "user", "region_label", "is_default", "created_at")
    list_select_related = ("user",)
    search_fields = ("key", "user__email")
    fields = ("key", "user", "region_label", "is_default", "created_at", "removed_at")
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Address | None = None) -> bool:
        return False
