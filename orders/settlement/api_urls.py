"""Addresses of settlement in the API."""

from django.urls import path

from orders.settlement import api

urlpatterns = [
    path("merchant/statements/", api.MerchantStatements.as_view(), name="api-merchant-statements"),
    path("merchant/statements/<str:number>/", api.MerchantStatement.as_view(), name="api-merchant-statement"),
    path("merchant/payouts/", api.MerchantPayouts.as_view(), name="api-merchant-payouts"),
]
