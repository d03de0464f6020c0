"""What pages tell; dashboards; the value of customers; segments; experiments."""

from django.urls import URLPattern

from analytics.dashboards import urls as dashboards
from analytics.experiments import urls as experiments
from analytics.segments import urls as segments
from analytics.tracking import urls as tracking
from analytics.value import urls as value

urlpatterns: list[URLPattern] = [*tracking.urlpatterns]
merchant_urls: list[URLPattern] = [
    *dashboards.merchant_urls,
    *value.merchant_urls,
    *segments.merchant_urls,
    *experiments.merchant_urls,
]
platform_urls: list[URLPattern] = [
    *dashboards.platform_urls,
    *value.platform_urls,
    *segments.platform_urls,
    *experiments.platform_urls,
]
