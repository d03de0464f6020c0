"""Addresses of bargains in the API."""

from django.urls import URLPattern, path

from orders.bargain import api

urlpatterns: list[URLPattern] = [
    path("bargain-campaigns/", api.BargainCampaigns.as_view(), name="api-bargain-campaigns"),
    path("bargain-campaigns/<str:key>/bargains/", api.BargainStart.as_view(), name="api-bargain-start"),
    path("bargains/", api.Bargains.as_view(), name="api-bargains"),
    path("bargains/<str:token>/", api.BargainView.as_view(), name="api-bargain"),
    path("bargains/<str:token>/help/", api.BargainHelpView.as_view(), name="api-bargain-help"),
    path("merchant/bargain-campaigns/", api.MerchantBargainCampaigns.as_view(), name="api-merchant-bargain-campaigns"),
    path(
        "merchant/bargain-campaigns/<str:key>/stop/",
        api.MerchantBargainStop.as_view(),
        name="api-merchant-bargain-stop",
    ),
]
