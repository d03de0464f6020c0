"""Addresses of comments in the API."""

from django.urls import URLPattern, path

from content.comments import api

urlpatterns: list[URLPattern] = [
    path("posts/<str:key>/comments/", api.Comments.as_view(), name="api-post-comments"),
    path("comments/<str:key>/", api.CommentView.as_view(), name="api-comment"),
    path("comments/<str:key>/like/", api.CommentLikeView.as_view(), name="api-comment-like"),
]
