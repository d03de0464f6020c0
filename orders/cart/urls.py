"""Addresses of the cart."""

from django.urls import path

from orders.cart import views

urlpatterns = [
    path("cart/", views.cart, name="cart"),
    path("cart/add/", views.add, name="cart-add"),
    path("cart/update/", views.update, name="cart-update"),
    path("cart/select/", views.select, name="cart-select"),
    path("cart/remove/", views.remove, name="cart-remove"),
    path("cart/undo/<slug:variant>/<int:quantity>/", views.undo, name="cart-undo"),
    path("cart/accept/", views.accept, name="cart-accept"),
]
