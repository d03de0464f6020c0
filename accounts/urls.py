"""Pages of people: /me/…, privacy, terms. Portal pages are exported as `merchant_urls` and `platform_urls`."""

from django.urls import URLPattern, URLResolver, include, path

import accounts.addresses.urls

me_urls = [
    *accounts.addresses.urls.urlpatterns,
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("me/", include((me_urls, "me"))),
]
merchant_urls: list[URLPattern] = []
platform_urls: list[URLPattern] = []
