"""Addresses of the public catalogue in the API."""

from django.urls import path

from catalog.storefront import api

urlpatterns = [
    path("products/", api.Products.as_view(), name="api-products"),
    path("products/<str:slug>/", api.ProductView.as_view(), name="api-product"),
    path("categories/", api.Categories.as_view(), name="api-categories"),
    path("shops/<str:slug>/", api.ShopView.as_view(), name="api-shop"),
    path("search/", api.Search.as_view(), name="api-search"),
    path("search/suggestions/", api.Suggestions.as_view(), name="api-suggestions"),
]
