"""Where behaviour is told."""

from django.urls import URLPattern, path

from analytics.tracking import api, views

urlpatterns: list[URLPattern] = [path("collect/", views.collect, name="collect")]
api_urls: list[URLPattern] = [path("events/", api.Events.as_view(), name="api-events")]
