"""Addresses of notes (namespace `posts`)."""

from django.urls import URLPattern, path

from content.posts import editor_views, views

urlpatterns: list[URLPattern] = [
    path("posts/", views.note_list, name="list"),
    path("posts/new/", editor_views.new, name="new"),
    path("posts/<str:key>/", views.note, name="note"),
    path("posts/<str:key>/products/<str:slug>/", views.note_product, name="note-product"),
    path("posts/<str:key>/edit/", editor_views.edit, name="edit"),
    path("posts/<str:key>/hide/", views.hide, name="hide"),
    path("posts/<str:key>/delete/", editor_views.delete, name="delete"),
    path("posts/<str:key>/versions/", editor_views.versions, name="versions"),
    path("me/posts/", editor_views.mine, name="mine"),
    path("topics/<str:slug>/", views.topic, name="topic"),
]
