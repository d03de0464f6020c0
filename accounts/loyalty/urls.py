"""Addresses of points: one's own page, and the operators'."""

from django.urls import path

from accounts.loyalty import api, views

urlpatterns = [
    path("points/", views.points, name="points"),
    path("points/check-in/", views.come_in, name="points-check-in"),
    path("points/gift/", views.gift, name="points-gift"),
]
platform_urls = [
    path("points/", views.people, name="points"),
    path("points/<str:handle>/", views.person, name="points-person"),
]
api_urls = [
    path("me/points/", api.Points.as_view(), name="api-points"),
    path("me/points/entries/", api.Entries.as_view(), name="api-points-entries"),
    path("me/points/check-in/", api.CheckIn.as_view(), name="api-points-check-in"),
    path("me/points/gift/", api.Gift.as_view(), name="api-points-gift"),
]
