"""API addresses of this slice, under /api/v1/."""

from django.urls import URLPattern, path

from orders.aftersales import api

urlpatterns: list[URLPattern] = [
    path("aftersales/", api.Cases.as_view(), name="api-cases"),
    path("aftersales/<str:number>/", api.CaseView.as_view(), name="api-case"),
    path("aftersales/<str:number>/accept/", api.CaseAccept.as_view(), name="api-case-accept"),
    path("aftersales/<str:number>/decline/", api.CaseDecline.as_view(), name="api-case-decline"),
    path("aftersales/<str:number>/cancel/", api.CaseCancel.as_view(), name="api-case-cancel"),
    path("aftersales/<str:number>/escalate/", api.CaseEscalate.as_view(), name="api-case-escalate"),
    path("aftersales/<str:number>/ship-back/", api.CaseShipBack.as_view(), name="api-case-ship-back"),
    path("aftersales/<str:number>/confirm/", api.CaseConfirm.as_view(), name="api-case-confirm"),
    path("aftersales/<str:number>/evidence/", api.CaseEvidence.as_view(), name="api-case-evidence"),
    path("merchant/aftersales/", api.MerchantCases.as_view(), name="api-merchant-cases"),
    path("merchant/aftersales/<str:number>/", api.MerchantCase.as_view(), name="api-merchant-case"),
    path("merchant/aftersales/<str:number>/agree/", api.MerchantAgree.as_view(), name="api-merchant-case-agree"),
    path("merchant/aftersales/<str:number>/offer/", api.MerchantOffer.as_view(), name="api-merchant-case-offer"),
    path("merchant/aftersales/<str:number>/reject/", api.MerchantReject.as_view(), name="api-merchant-case-reject"),
    path("merchant/aftersales/<str:number>/receive/", api.MerchantReceive.as_view(), name="api-merchant-case-receive"),
    path("merchant/aftersales/<str:number>/refuse/", api.MerchantRefuse.as_view(), name="api-merchant-case-refuse"),
    path("merchant/aftersales/<str:number>/reship/", api.MerchantReship.as_view(), name="api-merchant-case-reship"),
    path("platform/aftersales/", api.PlatformCases.as_view(), name="api-platform-cases"),
    path("platform/aftersales/<str:number>/", api.PlatformCase.as_view(), name="api-platform-case"),
    path("platform/aftersales/<str:number>/rule/", api.PlatformRule.as_view(), name="api-platform-case-rule"),
]
