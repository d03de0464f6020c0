"""The merchant portal: pages of several apps under one namespace."""

import accounts.urls
import analytics.urls
import catalog.urls
import community.urls
import content.urls
import orders.urls

app_name = "merchant"
urlpatterns = [
    *analytics.urls.merchant_urls,
    *accounts.urls.merchant_urls,
    *catalog.urls.merchant_urls,
    *orders.urls.merchant_urls,
    *community.urls.merchant_urls,
    *content.urls.merchant_urls,
]
