"""Addresses of this slice, by portal."""

from django.urls import URLPattern, path

from orders.fulfilment.views import logistics, merchant, platform, shopper

urlpatterns: list[URLPattern] = [
    path("orders/<str:number>/tracking/", shopper.tracking, name="tracking"),
]
merchant_urls: list[URLPattern] = [
    path("orders/", merchant.order_list, name="orders"),
    path("orders/selected/", merchant.selected, name="orders-selected"),
    path("orders/ship/", merchant.batch_ship, name="orders-ship"),
    path("orders/print/", merchant.print_slips, name="orders-print"),
    path("orders/export.csv", merchant.export, name="orders-export"),
    path("orders/<str:number>/", merchant.order_detail, name="order"),
    path("orders/<str:number>/ship/", merchant.order_ship, name="order-ship"),
]
platform_urls: list[URLPattern] = [
    path("orders/", platform.order_search, name="orders"),
]
logistics_urls: list[URLPattern] = [
    path("", logistics.work_list, name="worklist"),
    path("scan/", logistics.scan, name="scan"),
    path("scan/many/", logistics.scan_many, name="scan-many"),
    path("done/", logistics.done, name="done"),
    path("parcels/<str:waybill>/", logistics.parcel_page, name="parcel"),
    path("parcels/<str:waybill>/undo/", logistics.undo, name="undo"),
]
