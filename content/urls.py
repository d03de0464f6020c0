"""Discover and the pages around it."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
