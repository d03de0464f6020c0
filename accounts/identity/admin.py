"""People in the Django admin."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from accounts.identity.models import AccessToken, User


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Looking people up; what they are is changed on the platform's own pages, where it is written down."""

    list_display = ("email", "handle", "display_name", "is_active", "is_staff", "is_demo", "joined_at")
    list_filter = ("is_active", "is_staff", "is_demo", "language")
    search_fields = ("email", "handle", "display_name")
    fields = ("email", "handle", "display_name", "bio", "language", "is_active", "is_staff", "joined_at", "last_login")
    readonly_fields = ("email", "is_active", "is_staff", "joined_at", "last_login")
    ordering = ("-pk",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False


@admin.register(AccessToken)
class AccessTokenAdmin(admin.ModelAdmin):
    """Tokens can be ended, not made or read."""

    list_display = ("user", "created_at", "expires_at", "last_used_at")
    search_fields = ("user__email",)
    exclude = ("token_hash",)
    readonly_fields = ("user", "expires_at", "last_used_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
