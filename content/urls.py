"""Discover and the pages around it."""

from django.urls import path

from content.feed.views import home
from content.pages.views import algorithm

urlpatterns = [
    path("", home, name="home"),
    path("algorithm/", algorithm, name="algorithm"),
]
