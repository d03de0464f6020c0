"""Addresses of a group's effect, on a page and in the API."""

from django.urls import URLPattern, path

from community.effect import api, views

urlpatterns: list[URLPattern] = [
    path("groups/<str:slug>/effect/", views.effect, name="group-effect"),
]
api_urls: list[URLPattern] = [
    path("groups/<str:slug>/effect/", api.EffectView.as_view(), name="api-group-effect"),
]
