"""Pages of people: /me/…, privacy, terms. Portal pages are exported as `merchant_urls` and `platform_urls`."""

from django.urls import URLPattern, URLResolver, include, path

import accounts.addresses.urls
import accounts.identity.urls
import accounts.loyalty.urls
import accounts.organisations.urls
import accounts.privacy.urls
from accounts.home import home

me_urls = [
    path("", home, name="home"),
    *accounts.identity.urls.urlpatterns,
    *accounts.addresses.urls.urlpatterns,
    *accounts.privacy.urls.urlpatterns,
    *accounts.loyalty.urls.urlpatterns,
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("me/", include((me_urls, "me"))),
    *accounts.privacy.urls.text_urls,
    *accounts.identity.urls.language_urls,
]
merchant_urls: list[URLPattern] = accounts.organisations.urls.merchant_urls
platform_urls: list[URLPattern] = [*accounts.organisations.urls.platform_urls, *accounts.loyalty.urls.platform_urls]
