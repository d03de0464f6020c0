"""Discover and the pages around it."""

from django.urls import include, path

from content.boards import urls as boards
from content.comments import urls as comments
from content.feed.views import home
from content.pages.views import algorithm
from content.posts import urls as posts
from content.reactions import urls as reactions

urlpatterns = [
    path("", home, name="home"),
    path("algorithm/", algorithm, name="algorithm"),
    path(
        "",
        include(([*posts.urlpatterns, *comments.urlpatterns, *boards.urlpatterns, *reactions.urlpatterns], "posts")),
    ),
]
