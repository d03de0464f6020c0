"""Addresses of comments (namespace `posts`)."""

from django.urls import URLPattern, path

from content.comments import views

urlpatterns: list[URLPattern] = [
    path("posts/<str:key>/comments/", views.comments, name="comments"),
    path("comments/<str:key>/", views.thread, name="thread"),
    path("comments/<str:key>/like/", views.like, name="comment-like"),
    path("comments/<str:key>/pin/", views.pin, name="comment-pin"),
    path("comments/<str:key>/edit/", views.edit, name="comment-edit"),
    path("comments/<str:key>/hide/", views.hide, name="comment-hide"),
    path("comments/<str:key>/delete/", views.delete, name="comment-delete"),
]
