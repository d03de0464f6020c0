"""Addresses of bargains."""

from django.urls import URLPattern, path

from orders.bargain.views import merchant, platform, shopper

urlpatterns: list[URLPattern] = [
    path("bargains/", shopper.bargain_list, name="bargains"),
    path("bargains/new/<str:key>/", shopper.start, name="bargain-start"),
    path("bargains/<str:token>/", shopper.bargain, name="bargain"),
    path("bargains/<str:token>/state/", shopper.state, name="bargain-state"),
    path("bargains/<str:token>/help/", shopper.help_, name="bargain-help"),
]
merchant_urls: list[URLPattern] = [
    path("bargains/", merchant.campaign_list, name="bargains"),
    path("bargains/new/", merchant.campaign_new, name="bargain-new"),
    path("bargains/preview/", merchant.preview, name="bargain-preview"),
    path("bargains/<str:key>/", merchant.campaign, name="bargain-campaign"),
    path("bargains/<str:key>/stop/", merchant.stop, name="bargain-stop"),
]
platform_urls: list[URLPattern] = [
    path("bargains/", platform.campaign_list, name="bargains"),
    path("bargains/<str:key>/stop/", platform.stop, name="bargain-stop"),
]
