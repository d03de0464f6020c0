"""Addresses of moderation in the API."""

from django.urls import URLPattern, path

from content.moderation import api

urlpatterns: list[URLPattern] = [
    path("reports/", api.Reports.as_view(), name="api-reports"),
    path("legal-notices/", api.Notices.as_view(), name="api-legal-notices"),
    path("me/standing/", api.MyStanding.as_view(), name="api-standing"),
    path("me/strikes/", api.Strikes.as_view(), name="api-strikes"),
    path("me/strikes/<str:key>/appeal/", api.StrikeAppeal.as_view(), name="api-strike-appeal"),
    path("moderation/items/", api.Queue.as_view(), name="api-moderation-items"),
    path("moderation/items/<str:key>/", api.QueueItem.as_view(), name="api-moderation-item"),
]
