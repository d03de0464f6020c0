"""Parcels in the Django admin: to look at; states move only through the services."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from orders.fulfilment.models import Parcel, ParcelLine, TrackingEvent


class ReadOnly:
    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class ParcelLineInline(ReadOnly, admin.TabularInline):
    model = ParcelLine
    extra = 0


class TrackingEventInline(ReadOnly, admin.TabularInline):
    model = TrackingEvent
    extra = 0


@admin.register(Parcel)
class ParcelAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["waybill", "carrier", "status", "order", "courier", "shipped_at", "status_at"]
    list_filter = ["status", "carrier"]
    list_select_related = ["carrier", "order", "courier"]
    search_fields = ["waybill", "order__number"]
    inlines = [ParcelLineInline, TrackingEventInline]
    show_full_result_count = False
