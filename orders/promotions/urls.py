"""Addresses of promotions: shoppers', the merchant's portal, the platform's."""

from django.urls import URLPattern, path

from orders.promotions.views import merchant, platform, shopper

urlpatterns: list[URLPattern] = [
    path("coupons/", shopper.coupons, name="coupons"),
    path("coupons/code/", shopper.code, name="coupon-code"),
    path("coupons/take/<slug:key>/", shopper.take, name="coupon-take"),
    path("flash/", shopper.flash, name="flash"),
    path("offers/<slug:slug>/", shopper.offers, name="offers"),
    path("clubs/<slug:slug>/join/", shopper.club_join, name="club-join"),
    path("clubs/<slug:slug>/leave/", shopper.club_leave, name="club-leave"),
]
merchant_urls: list[URLPattern] = [
    path("campaigns/", merchant.campaigns, name="campaigns"),
    path("campaigns/new/<slug:kind>/", merchant.new, name="campaign-new"),
    path("campaigns/<slug:key>/", merchant.campaign, name="campaign"),
    path("campaigns/<slug:key>/edit/", merchant.edit, name="campaign-edit"),
    path("campaigns/<slug:key>/state/", merchant.act, name="campaign-act"),
    path("campaigns/<slug:key>/give/", merchant.give, name="campaign-give"),
    path("campaigns/<slug:key>/codes/", merchant.codes, name="campaign-codes"),
    path("campaigns/<slug:key>/answer/", merchant.answer, name="campaign-answer"),
]
platform_urls: list[URLPattern] = [
    path("coupons/", platform.campaigns, name="campaigns"),
    path("coupons/new/", platform.new, name="campaign-new"),
    path("coupons/<slug:key>/", platform.campaign, name="campaign"),
    path("coupons/<slug:key>/edit/", platform.edit, name="campaign-edit"),
    path("coupons/<slug:key>/state/", platform.act, name="campaign-act"),
    path("coupons/<slug:key>/give/", platform.give, name="campaign-give"),
    path("coupons/<slug:key>/codes/", platform.codes, name="campaign-codes"),
]
