"""Addresses of challenges, on pages and in the API."""

from django.urls import URLPattern, path

from community.challenges import api, views

urlpatterns: list[URLPattern] = [
    path("groups/<str:slug>/challenges/new/", views.new, name="challenge-new"),
    path("groups/<str:slug>/challenges/<str:key>/", views.detail, name="challenge"),
    path("groups/<str:slug>/challenges/<str:key>/take-part/", views.take_part, name="challenge-take-part"),
]
api_urls: list[URLPattern] = [
    path("groups/<str:slug>/challenges/", api.ChallengesView.as_view(), name="api-challenges"),
    path("groups/<str:slug>/challenges/<str:key>/entries/", api.EntriesView.as_view(), name="api-challenge-entries"),
]
