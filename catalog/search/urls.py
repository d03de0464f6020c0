"""Lists of products."""

from django.urls import path

from catalog.search import views

urlpatterns = [
    path("products/", views.product_list, name="list"),
    path("search/", views.search, name="search"),
    path("search/suggestions/", views.suggest, name="suggestions"),
]
