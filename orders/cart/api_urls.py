"""Addresses of the cart in the API."""

from django.urls import path

from orders.cart import api

urlpatterns = [
    path("cart/", api.CartView.as_view(), name="api-cart"),
    path("cart/lines/", api.CartLines.as_view(), name="api-cart-lines"),
    path("cart/lines/<slug:variant>/", api.CartLineView.as_view(), name="api-cart-line"),
]
