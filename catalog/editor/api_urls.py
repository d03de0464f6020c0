"""Addresses of a merchant's catalogue in the API."""

from django.urls import path

from catalog.editor import api

urlpatterns = [
    path("merchant/products/", api.OwnProducts.as_view(), name="api-merchant-products"),
    path("merchant/products/<str:slug>/", api.OwnProduct.as_view(), name="api-merchant-product"),
    path("merchant/stock/<str:sku>/", api.OwnStock.as_view(), name="api-merchant-stock"),
]
