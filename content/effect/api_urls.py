"""Addresses of effect in the API."""

from django.urls import URLPattern, path

from content.effect import api

urlpatterns: list[URLPattern] = [
    path("seen/", api.SeenNotes.as_view(), name="api-seen"),
    path("posts/<str:key>/effect/", api.NoteEffect.as_view(), name="api-post-effect"),
]
