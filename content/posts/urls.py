"""Addresses of notes (namespace `posts`)."""

from django.urls import URLPattern, path

from content.posts import views

urlpatterns: list[URLPattern] = [
    path("posts/", views.note_list, name="list"),
    path("posts/<str:key>/", views.note, name="note"),
    path("topics/<str:slug>/", views.topic, name="topic"),
]
