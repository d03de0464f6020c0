"""Pages of one product and one shop."""

from django.urls import path

from catalog.storefront import views

urlpatterns = [
    path("products/<str:slug>/", views.product, name="product"),
    path("products/<str:slug>/more/", views.more, name="product-more"),
    path("shops/<str:slug>/", views.shop, name="shop"),
]
