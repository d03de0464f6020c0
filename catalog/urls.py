"""Pages of the catalogue (namespace `catalog`). Portal pages are exported as `merchant_urls` and `platform_urls`."""

from django.urls import URLPattern, URLResolver

import catalog.search.urls
import catalog.storefront.urls

app_name = "catalog"
urlpatterns: list[URLPattern | URLResolver] = [*catalog.search.urls.urlpatterns, *catalog.storefront.urls.urlpatterns]
merchant_urls: list[URLPattern] = []
platform_urls: list[URLPattern] = []
