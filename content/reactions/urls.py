"""Addresses of likes and saves (namespace `posts`)."""

from django.urls import URLPattern, path

from content.reactions import views

urlpatterns: list[URLPattern] = [
    path("posts/<str:key>/like/", views.like, name="like"),
    path("posts/<str:key>/save/", views.save, name="save"),
    path("posts/<str:key>/repost/", views.repost, name="repost"),
]
