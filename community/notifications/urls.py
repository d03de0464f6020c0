"""Addresses of notifications."""

from django.urls import URLPattern, path

from community.notifications import views

urlpatterns: list[URLPattern] = [
    path("notifications/", views.centre, name="notifications"),
    path("notifications/badge/", views.badge, name="notifications-badge"),
    path("notifications/read/", views.read_all, name="notifications-read"),
    path("notifications/unread/<str:token>/", views.unread, name="notifications-unread"),
    path("notifications/unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("notifications/<str:key>/", views.follow_line, name="notification"),
    path("me/notifications/", views.hearing, name="hearing"),
]
