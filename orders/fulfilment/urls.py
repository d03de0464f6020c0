"""Addresses of this slice, by portal."""

from django.urls import URLPattern, path

from orders.fulfilment.views import handing_over, logistics, merchant, parcels, platform, shopper

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
    path("parcels/", parcels.merchant_parcels, name="parcels"),
    path("parcels/<str:key>/take-in/", parcels.merchant_take_in, name="take-in"),
]
platform_urls: list[URLPattern] = [
    path("orders/", platform.order_search, name="orders"),
    path("parcels/", parcels.platform_parcels, name="parcels"),
    path("late/", parcels.late_list, name="late"),
    path("late/export.csv", parcels.late_export, name="late-export"),
]
logistics_urls: list[URLPattern] = [
    path("", logistics.work_list, name="worklist"),
    path("scan/", logistics.scan, name="scan"),
    path("scan/many/", logistics.scan_many, name="scan-many"),
    path("done/", logistics.done, name="done"),
    path("hand-over/", handing_over.hand_over, name="hand-over"),
    path("hand-over/<str:key>/", handing_over.answer, name="hand-over-answer"),
    path("parcels/<str:waybill>/", logistics.parcel_page, name="parcel"),
    path("parcels/<str:waybill>/undo/", logistics.undo, name="undo"),
]
