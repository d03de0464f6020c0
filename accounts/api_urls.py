"""API addresses of this app, under /api/v1/."""

from django.urls import URLPattern, path

from accounts.addresses import api as addresses
from accounts.identity import api as identity
from accounts.loyalty.urls import api_urls as loyalty_urls
from accounts.privacy import api as privacy
from accounts.privacy import copies_api

urlpatterns: list[URLPattern] = [
    path("auth/token/", identity.Token.as_view(), name="api-token"),
    path("me/", identity.Me.as_view(), name="api-me"),
    path("me/addresses/", addresses.Addresses.as_view(), name="api-addresses"),
    path("me/addresses/<str:key>/", addresses.OneAddress.as_view(), name="api-address"),
    path("me/consents/", privacy.Consents.as_view(), name="api-consents"),
    path("me/export/", copies_api.Export.as_view(), name="api-export"),
    path("regions/", addresses.Regions.as_view(), name="api-regions"),
    *loyalty_urls,
]
