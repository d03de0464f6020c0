"""Addresses of picking up."""

from django.urls import URLPattern, path

from orders.pickup import views

urlpatterns: list[URLPattern] = [path("orders/<str:number>/pickup/", views.pickup_part, name="pickup")]
merchant_urls: list[URLPattern] = [
    path("pickup/", views.counter, name="pickup"),
    path("orders/<str:number>/ready/", views.ready, name="pickup-ready"),
]
