"""Addresses of segments, the same in both portals."""

from __future__ import annotations

from django.urls import URLPattern, path

from analytics.segments import api, views

PAGES = (
    ("segments/", views.listing, "segments"),
    ("segments/new/", views.new, "segment-new"),
    ("segments/preview/", views.preview, "segment-preview"),
    ("segments/<str:key>/", views.detail, "segment"),
    ("segments/<str:key>/edit/", views.edit, "segment-edit"),
    ("segments/<str:key>/refresh/", views.refresh, "segment-refresh"),
    ("segments/<str:key>/status/", views.status, "segment-status"),
    ("segments/<str:key>/handout/", views.handout, "segment-handout"),
    ("segments/<str:key>/export.csv", views.export, "segment-export"),
    ("segments/<str:key>/delete/", views.delete, "segment-delete"),
)
merchant_urls: list[URLPattern] = [path(route, pair.shop, name=name) for route, pair, name in PAGES]
platform_urls: list[URLPattern] = [path(route, pair.site, name=name) for route, pair, name in PAGES]
api_urls: list[URLPattern] = [
    path("merchant/segments/", api.Segments.as_view(), name="merchant-segments"),
    path("merchant/segments/size/", api.SegmentSize.as_view(), name="merchant-segment-size"),
    path("merchant/segments/<str:key>/", api.SegmentDetail.as_view(), name="merchant-segment"),
]
