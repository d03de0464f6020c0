"""Addresses of buying together inside a group."""

from django.urls import URLPattern, path

from community.teams import api, views

urlpatterns: list[URLPattern] = [
    path("groups/<str:slug>/teams/", views.teams, name="group-teams"),
    path("groups/<str:slug>/teams/open/", views.open_here, name="group-teams-open"),
    path("groups/<str:slug>/teams/<str:key>/", views.start, name="group-team-start"),
]
api_urls: list[URLPattern] = [
    path("groups/<str:slug>/teams/", api.TeamsView.as_view(), name="api-group-teams"),
]
