"""Addresses of checking out and of orders."""

from django.urls import path

from orders.checkout.views import orders, placing

urlpatterns = [
    path("checkout/", placing.checkout, name="checkout"),
    path("checkout/summary/", placing.summary, name="checkout-summary"),
    path("orders/", orders.order_list, name="list"),
    path("orders/guest/<str:token>/", orders.guest_link, name="guest"),
    path("orders/<str:number>/", orders.order_detail, name="detail"),
    path("orders/<str:number>/state/", orders.order_state, name="state"),
    path("orders/<str:number>/confirm/", orders.confirm, name="confirm"),
    path("orders/<str:number>/again/", orders.buy_again, name="again"),
]
