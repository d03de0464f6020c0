"""Addresses of check-ins, on pages and in the API."""

from django.urls import URLPattern, path

from community.checkin import api, views

urlpatterns: list[URLPattern] = [
    path("groups/<str:slug>/check-in/", views.diary, name="group-diary"),
    path("groups/<str:slug>/check-in/today/", views.check_in, name="group-check-in"),
    path("groups/<str:slug>/check-in/card/", views.card, name="group-make-up"),
]
api_urls: list[URLPattern] = [
    path("groups/<str:slug>/check-ins/", api.CheckInsView.as_view(), name="api-group-check-ins"),
    path("groups/<str:slug>/check-ins/make-up/", api.MakeUpView.as_view(), name="api-group-make-up"),
]
