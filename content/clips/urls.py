"""Addresses of clips (namespace `clips`)."""

from django.urls import URLPattern, path

from content.clips import views

urlpatterns: list[URLPattern] = [path("clips/", views.send, name="send")]
