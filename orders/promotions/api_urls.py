"""Addresses of promotions in the API."""

from django.urls import path

from orders.promotions import api

urlpatterns = [
    path("coupons/", api.Coupons.as_view(), name="api-coupons"),
    path("coupons/take/", api.TakeCoupon.as_view(), name="api-coupon-take"),
    path("flash-sales/", api.FlashSales.as_view(), name="api-flash-sales"),
    path("merchant/campaigns/", api.MerchantCampaigns.as_view(), name="api-merchant-campaigns"),
    path("merchant/campaigns/<slug:key>/", api.MerchantCampaign.as_view(), name="api-merchant-campaign"),
    path(
        "merchant/campaigns/<slug:key>/start/", api.MerchantCampaignStart.as_view(), name="api-merchant-campaign-start"
    ),
    path("merchant/campaigns/<slug:key>/stop/", api.MerchantCampaignStop.as_view(), name="api-merchant-campaign-stop"),
]
