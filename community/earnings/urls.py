"""Addresses of commission for sharing."""

from django.urls import URLPattern, path

from community.earnings import api, views

merchant_urls: list[URLPattern] = [
    path("sharing/", views.sharing, name="sharing"),
    path("sharing/preview/", views.preview, name="sharing-preview"),
    path("sharing/<str:key>/drop/", views.drop, name="sharing-drop"),
]
platform_urls: list[URLPattern] = [
    path("earnings/", views.earnings, name="earnings"),
    path("earnings/<str:key>/", views.judge, name="earning-judge"),
]
api_urls: list[URLPattern] = [
    path("me/earnings/", api.Earnings.as_view(), name="api-earnings"),
    path("merchant/sharing-rates/", api.MerchantRates.as_view(), name="api-merchant-sharing-rates"),
    path("merchant/sharing-rates/<str:key>/", api.MerchantRate.as_view(), name="api-merchant-sharing-rate"),
]
