"""Pages of people: /me/…, privacy, terms. Portal pages are exported as `merchant_urls` and `platform_urls`."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
merchant_urls: list[URLPattern] = []
platform_urls: list[URLPattern] = []
