"""Pages of the catalogue (namespace `catalog`). Portal pages are exported as `merchant_urls` and `platform_urls`."""

from django.urls import URLPattern, URLResolver

app_name = "catalog"
urlpatterns: list[URLPattern | URLResolver] = []
merchant_urls: list[URLPattern] = []
platform_urls: list[URLPattern] = []
