"""Addresses of feeds in the API."""

from django.urls import URLPattern, path

from content.feed import api

urlpatterns: list[URLPattern] = [
    path("feed/", api.Feed.as_view(), name="api-feed"),
    path("topics/<str:slug>/follow/", api.TopicFollows.as_view(), name="api-topic-follow"),
    path("shops/<slug:slug>/follow/", api.ShopFollows.as_view(), name="api-shop-follow"),
]
