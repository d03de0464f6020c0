"""Addresses of likes and saves in the API."""

from django.urls import URLPattern, path

from content.reactions import api

urlpatterns: list[URLPattern] = [
    path("posts/<str:key>/reactions/", api.Reactions.as_view(), name="api-post-reactions"),
]
