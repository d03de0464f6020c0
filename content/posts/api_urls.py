"""Addresses of notes in the API."""

from django.urls import URLPattern, path

from content.posts import api

urlpatterns: list[URLPattern] = [
    path("posts/", api.Notes.as_view(), name="api-posts"),
    path("posts/pictures/", api.NotePictures.as_view(), name="api-post-pictures"),
    path("posts/<str:key>/", api.NoteView.as_view(), name="api-post"),
]
