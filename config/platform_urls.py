"""The platform portal: pages of several apps under one namespace."""

import accounts.urls
import analytics.urls
import catalog.urls
import orders.urls

app_name = "platform"
urlpatterns = [
    *analytics.urls.platform_urls,
    *accounts.urls.platform_urls,
    *catalog.urls.platform_urls,
    *orders.urls.platform_urls,
]
