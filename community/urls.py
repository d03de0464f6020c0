"""Pages of people and their groups (namespace `community`)."""

from django.urls import URLPattern, URLResolver

from community.graph import urls as graph

app_name = "community"
urlpatterns: list[URLPattern | URLResolver] = [*graph.urlpatterns]
