"""Addresses of feeds (namespace `feed`)."""

from django.urls import URLPattern, path

from content.feed import views

urlpatterns: list[URLPattern] = [
    path("feed/personal/", views.personal, name="personal"),
    path("topics/<str:slug>/follow/", views.topic_follow, name="topic-follow"),
    path("shops/<slug:slug>/notes/", views.shop_notes, name="shop-notes"),
    path("shops/<slug:slug>/follow/", views.shop_follow, name="shop-follow"),
]
