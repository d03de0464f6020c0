"""Addresses of groups in the API."""

from django.urls import URLPattern, path

from community.groups import api

urlpatterns: list[URLPattern] = [
    path("groups/", api.Groups.as_view(), name="api-groups"),
    path("groups/<str:slug>/", api.GroupView.as_view(), name="api-group"),
    path("groups/<str:slug>/join/", api.JoinView.as_view(), name="api-group-join"),
    path("groups/<str:slug>/rules/", api.RulesView.as_view(), name="api-group-rules"),
    path("groups/<str:slug>/members/", api.MembersView.as_view(), name="api-group-members"),
    path("groups/<str:slug>/words/", api.WordsView.as_view(), name="api-group-words"),
]
