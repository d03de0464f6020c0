"""Pages of the merchant's and the operator's desk."""

from django.urls import path

from catalog.desk import views

merchant_urls = [
    path("products/", views.products, name="products"),
    path("products/bulk/", views.products_bulk, name="products-bulk"),
    path("stock/", views.stock, name="stock"),
    path("stock/<str:key>/", views.stock_change, name="stock-change"),
    path("stock/<str:key>/history/", views.stock_history, name="stock-history"),
    path("settings/", views.settings, name="settings"),
]
platform_urls = [
    path("listings/", views.listings, name="listings"),
    path("listings/<str:slug>/", views.listing_decide, name="listing-decide"),
]
