"""Dead letters in the Django admin: to read, so that whoever tells wrongly can be mended."""

from django.contrib import admin
from django.http import HttpRequest

from analytics.tracking.models import DeadLetter


@admin.register(DeadLetter)
class DeadLetterAdmin(admin.ModelAdmin):
    list_display = ("at", "reason", "name", "body")
    list_filter = ("reason", "name")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: DeadLetter | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: DeadLetter | None = None) -> bool:
        return False
