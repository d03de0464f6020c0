"""API addresses of this slice, under /api/v1/."""

from django.urls import URLPattern, path

from orders.fulfilment import api

urlpatterns: list[URLPattern] = [
    path("merchant/orders/", api.MerchantOrders.as_view(), name="api-merchant-orders"),
    path("merchant/orders/<str:number>/", api.MerchantOrderDetail.as_view(), name="api-merchant-order"),
    path("merchant/orders/<str:number>/ship/", api.MerchantOrderShip.as_view(), name="api-merchant-order-ship"),
    path("logistics/parcels/", api.CourierParcels.as_view(), name="api-logistics-parcels"),
    path("logistics/parcels/<str:waybill>/scans/", api.ParcelScans.as_view(), name="api-logistics-scans"),
    path("orders/<str:number>/parcels/", api.OrderParcels.as_view(), name="api-order-parcels"),
]
