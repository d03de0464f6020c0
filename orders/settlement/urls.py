"""Addresses of settlement, by portal."""

from django.urls import URLPattern, path

from orders.settlement.views import merchant, platform

merchant_urls: list[URLPattern] = [
    path("statements/", merchant.statement_list, name="statements"),
    path("statements/bank/", merchant.bank, name="bank"),
    path("statements/<str:number>/", merchant.statement_detail, name="statement"),
    path("statements/<str:number>/export.csv", merchant.statement_export, name="statement-export"),
]
platform_urls: list[URLPattern] = [
    path("payouts/", platform.payouts, name="payouts"),
    path("payouts/<str:number>/", platform.payout_detail, name="payout"),
    path("payouts/<str:number>/approve/", platform.approve, name="payout-approve"),
    path("payouts/<str:number>/retry/", platform.retry, name="payout-retry"),
    path("payouts/<str:number>/adjust/", platform.adjustment, name="payout-adjust"),
]
