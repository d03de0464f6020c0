"""Addresses of notifications in the API."""

from django.urls import URLPattern, path

from community.notifications import api

urlpatterns: list[URLPattern] = [
    path("notifications/", api.NotificationsView.as_view(), name="api-notifications"),
    path("notifications/read/", api.NotificationsReadView.as_view(), name="api-notifications-read"),
    path("me/notifications/", api.HearingView.as_view(), name="api-me-notifications"),
]
