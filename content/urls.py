"""Discover and the pages around it; portal pages are exported as `merchant_urls`."""

from django.urls import URLPattern, URLResolver, include, path

from content.boards import urls as boards
from content.clips import urls as clips
from content.comments import urls as comments
from content.effect import urls as effect
from content.feed import urls as feed
from content.feed.views import algorithm, home
from content.moderation import urls as moderation
from content.posts import urls as posts
from content.reactions import urls as reactions
from content.reviews import urls as reviews

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("", include((clips.urlpatterns, "clips"))),
    path("", include((effect.urlpatterns, "effect"))),
    path("algorithm/", algorithm, name="algorithm"),
    path(
        "",
        include(([*posts.urlpatterns, *comments.urlpatterns, *boards.urlpatterns, *reactions.urlpatterns], "posts")),
    ),
    path("", include((feed.urlpatterns, "feed"))),
    path("", include((reviews.urlpatterns, "reviews"))),
    path("", include((moderation.urlpatterns, "moderation"))),
]
merchant_urls: list[URLPattern] = [*reviews.merchant_urls]
platform_urls: list[URLPattern] = [*moderation.platform_urls]
