"""Addresses of clips in the API."""

from django.urls import URLPattern, path

from content.clips import api

urlpatterns: list[URLPattern] = [
    path("clips/", api.Clips.as_view(), name="api-clips"),
    path("clips/<str:key>/", api.ClipView.as_view(), name="api-clip"),
    path("clips/<str:key>/captions/", api.ClipCaptions.as_view(), name="api-clip-captions"),
]
