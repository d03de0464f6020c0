"""Dashboards: the homes of the merchant and platform portals."""

from django.urls import URLPattern

from analytics.dashboards import urls as dashboards

merchant_urls: list[URLPattern] = [*dashboards.merchant_urls]
platform_urls: list[URLPattern] = [*dashboards.platform_urls]
