"""API addresses of this slice, under /api/v1/."""

from django.urls import URLPattern, path

from orders.fulfilment import api, parcels_api

urlpatterns: list[URLPattern] = [
    path("merchant/orders/", api.MerchantOrders.as_view(), name="api-merchant-orders"),
    path("merchant/orders/<str:number>/", api.MerchantOrderDetail.as_view(), name="api-merchant-order"),
    path("merchant/orders/<str:number>/ship/", api.MerchantOrderShip.as_view(), name="api-merchant-order-ship"),
    path("logistics/parcels/", api.CourierParcels.as_view(), name="api-logistics-parcels"),
    path("logistics/parcels/<str:waybill>/scans/", api.ParcelScans.as_view(), name="api-logistics-scans"),
    path("merchant/parcels/", parcels_api.MerchantParcels.as_view(), name="api-merchant-parcels"),
    path("merchant/parcels/<str:key>/take-in/", parcels_api.MerchantTakeIn.as_view(), name="api-merchant-take-in"),
    path("platform/parcels/", parcels_api.PlatformParcels.as_view(), name="api-platform-parcels"),
    path("platform/late-parcels/", parcels_api.PlatformLate.as_view(), name="api-platform-late"),
    path("logistics/hand-overs/", parcels_api.HandOvers.as_view(), name="api-hand-overs"),
    path("logistics/hand-overs/<str:key>/", parcels_api.HandOverAnswer.as_view(), name="api-hand-over"),
    path("orders/<str:number>/parcels/", api.OrderParcels.as_view(), name="api-order-parcels"),
]
