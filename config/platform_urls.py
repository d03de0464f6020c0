"""The platform portal: pages of several apps under one namespace."""

from django.urls import path

import accounts.urls
import analytics.urls
import catalog.urls
import community.urls
import content.urls
import orders.urls
from config.styleguide import styleguide

app_name = "platform"
urlpatterns = [
    path("styleguide/", styleguide, name="styleguide"),
    *analytics.urls.platform_urls,
    *accounts.urls.platform_urls,
    *catalog.urls.platform_urls,
    *orders.urls.platform_urls,
    *community.urls.platform_urls,
    *content.urls.platform_urls,
]
