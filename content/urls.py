"""Discover and the pages around it."""

from django.urls import include, path

from content.feed.views import home
from content.pages.views import algorithm
from content.posts import urls as posts

urlpatterns = [
    path("", home, name="home"),
    path("algorithm/", algorithm, name="algorithm"),
    path("", include((posts.urlpatterns, "posts"))),
]
