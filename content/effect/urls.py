"""Addresses of effect (namespace `effect`)."""

from django.urls import URLPattern, path

from content.effect import views

urlpatterns: list[URLPattern] = [
    path("seen/", views.seen, name="seen"),
    path("posts/<str:key>/effect/", views.effect, name="note"),
]
