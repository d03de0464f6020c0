"""Dashboards: the homes of the merchant and platform portals."""

from django.urls import URLPattern

merchant_urls: list[URLPattern] = []
platform_urls: list[URLPattern] = []
