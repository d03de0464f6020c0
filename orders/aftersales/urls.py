"""Addresses of this slice, by portal."""

from django.urls import URLPattern, path

from orders.aftersales.views import merchant, platform, shopper

urlpatterns: list[URLPattern] = [
    path("orders/<str:number>/aftersales/new/", shopper.apply, name="case-new"),
    path("aftersales/", shopper.case_list, name="cases"),
    path("aftersales/<str:number>/", shopper.case_page, name="case"),
    path("aftersales/<str:number>/state/", shopper.case_state, name="case-state"),
    path("aftersales/<str:number>/accept/", shopper.accept, name="case-accept"),
    path("aftersales/<str:number>/decline/", shopper.decline, name="case-decline"),
    path("aftersales/<str:number>/cancel/", shopper.cancel, name="case-cancel"),
    path("aftersales/<str:number>/escalate/", shopper.escalate, name="case-escalate"),
    path("aftersales/<str:number>/ship-back/", shopper.ship_back, name="case-ship-back"),
    path("aftersales/<str:number>/confirm/", shopper.confirm, name="case-confirm"),
    path("aftersales/<str:number>/note/", shopper.note, name="case-note"),
    path("aftersales/<str:number>/photos/<str:key>/", shopper.photo, name="case-photo"),
]
merchant_urls: list[URLPattern] = [
    path("aftersales/", merchant.case_list, name="cases"),
    path("aftersales/address/", merchant.return_address, name="return-address"),
    path("aftersales/<str:number>/", merchant.case_page, name="case"),
    path("aftersales/<str:number>/agree/", merchant.agree, name="case-agree"),
    path("aftersales/<str:number>/offer/", merchant.offer, name="case-offer"),
    path("aftersales/<str:number>/reject/", merchant.reject, name="case-reject"),
    path("aftersales/<str:number>/receive/", merchant.receive, name="case-receive"),
    path("aftersales/<str:number>/refuse/", merchant.refuse, name="case-refuse"),
    path("aftersales/<str:number>/reship/", merchant.reship, name="case-reship"),
    path("aftersales/<str:number>/note/", merchant.note, name="case-note"),
    path("aftersales/<str:number>/photos/<str:key>/", merchant.photo, name="case-photo"),
]
platform_urls: list[URLPattern] = [
    path("aftersales/", platform.case_list, name="cases"),
    path("aftersales/<str:number>/", platform.case_page, name="case"),
    path("aftersales/<str:number>/rule/", platform.rule, name="case-rule"),
    path("aftersales/<str:number>/photos/<str:key>/", platform.photo, name="case-photo"),
]
