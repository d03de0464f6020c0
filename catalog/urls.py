"""Pages of the catalogue (namespace `catalog`). Portal pages are exported as `merchant_urls` and `platform_urls`."""

from django.urls import URLPattern, URLResolver

import catalog.bulk.urls
import catalog.desk.urls
import catalog.editor.urls
import catalog.search.urls
import catalog.storefront.urls

app_name = "catalog"
urlpatterns: list[URLPattern | URLResolver] = [*catalog.search.urls.urlpatterns, *catalog.storefront.urls.urlpatterns]
merchant_urls: list[URLPattern] = [
    *catalog.editor.urls.merchant_urls,
    *catalog.desk.urls.merchant_urls,
    *catalog.bulk.urls.merchant_urls,
]
platform_urls: list[URLPattern] = [*catalog.desk.urls.platform_urls]
