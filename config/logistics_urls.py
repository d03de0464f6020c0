"""The portal of carriers and couriers."""

import orders.urls

app_name = "logistics"
urlpatterns = [*orders.urls.logistics_urls]
