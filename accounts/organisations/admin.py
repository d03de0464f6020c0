"""Merchants, carriers and hats in the Django admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.organisations.models import Carrier, Membership, Merchant, StaffInvitation


class ReadOnlyAdmin(admin.ModelAdmin):
    """For what is decided on the platform's own pages, where it is written down."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Merchant)
class MerchantAdmin(ReadOnlyAdmin):
    list_display = ("name", "slug", "status", "created_at", "decided_at")
    list_filter = ("status",)
    search_fields = ("name", "slug")
    exclude = ("contact_name", "contact_phone", "licence_no")


@admin.register(Carrier)
class CarrierAdmin(admin.ModelAdmin):
    list_display = ("code", "name_zh", "name_en", "phone", "is_active")
    search_fields = ("code", "name_zh", "name_en")


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    list_display = ("user", "role", "merchant", "carrier", "is_active")
    list_filter = ("role", "is_active")
    list_select_related = ("user", "merchant", "carrier")
    search_fields = ("user__email", "user__handle", "merchant__name")


@admin.register(StaffInvitation)
class StaffInvitationAdmin(ReadOnlyAdmin):
    list_display = ("email", "merchant", "expires_at", "accepted_at", "withdrawn_at")
    search_fields = ("email", "merchant__name")
    exclude = ("key",)
