"""Addresses of the ledger in the platform's portal."""

from django.urls import URLPattern, path

from orders.ledger import views

platform_urls: list[URLPattern] = [
    path("ledger/", views.ledger, name="ledger"),
    path("ledger/accounts/<slug:kind>/", views.accounts, name="ledger-accounts"),
    path("ledger/account/<str:key>/", views.account, name="ledger-account"),
    path("ledger/entries/<str:number>/", views.entry, name="ledger-entry"),
]
