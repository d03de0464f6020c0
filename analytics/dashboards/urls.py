"""Addresses of the two homes and of the analytics pages, which both portals have."""

from django.urls import URLPattern, path

from analytics.dashboards import boards, views

BOARDS = (
    ("analytics/", boards.index, "analytics"),
    ("analytics/<slug:page_key>/", boards.board, "analytics-page"),
    ("analytics/<slug:page_key>/charts/<slug:key>.csv", boards.chart_csv, "analytics-csv"),
    ("analytics/<slug:page_key>/charts/<slug:key>/", boards.chart, "analytics-chart"),
)

merchant_urls: list[URLPattern] = [
    path("", views.merchant_home, name="home"),
    path("paid.csv", views.merchant_paid_csv, name="paid-csv"),
    *(path(route, pair.shop, name=name) for route, pair, name in BOARDS),
]
platform_urls: list[URLPattern] = [
    path("", views.platform_home, name="home"),
    path("paid.csv", views.platform_paid_csv, name="paid-csv"),
    *(path(route, pair.site, name=name) for route, pair, name in BOARDS),
]
