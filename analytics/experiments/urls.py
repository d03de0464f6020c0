"""Addresses of experiments."""

from __future__ import annotations

from django.urls import URLPattern, path

from analytics.experiments import views

merchant_urls: list[URLPattern] = [
    path("experiments/", views.listing.shop, name="experiments"),
    path("experiments/new/", views.new_title, name="experiment-new"),
    path("experiments/new/coupon/", views.new_coupon.shop, name="experiment-new-coupon"),
    path("experiments/size/", views.size.shop, name="experiment-size"),
    path("experiments/<str:key>/", views.detail.shop, name="experiment"),
    path("experiments/<str:key>/act/", views.act.shop, name="experiment-act"),
]
platform_urls: list[URLPattern] = [
    path("experiments/", views.listing.site, name="experiments"),
    path("experiments/new/", views.new_feed, name="experiment-new"),
    path("experiments/new/coupon/", views.new_coupon.site, name="experiment-new-coupon"),
    path("experiments/size/", views.size.site, name="experiment-size"),
    path("experiments/<str:key>/", views.detail.site, name="experiment"),
    path("experiments/<str:key>/act/", views.act.site, name="experiment-act"),
]
