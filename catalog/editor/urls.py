"""Pages of the product editor."""

from django.urls import path

from catalog.editor import views

merchant_urls = [
    path("products/new/", views.product_new, name="product-new"),
    path("products/matrix/", views.product_matrix, name="product-matrix"),
    path("products/<str:slug>/edit/", views.product_edit, name="product-edit"),
]
