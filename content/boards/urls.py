"""Addresses of boards (namespace `posts`)."""

from django.urls import URLPattern, path

from content.boards import views

urlpatterns: list[URLPattern] = [
    path("me/boards/", views.board_list, name="boards"),
    path("boards/<str:key>/", views.board, name="board"),
    path("boards/<str:key>/edit/", views.edit, name="board-edit"),
    path("boards/<str:key>/delete/", views.delete, name="board-delete"),
]
