from django.urls import path

from accounts.addresses import views

urlpatterns = [
    path("regions/", views.region_list, name="regions"),
    path("regions/picker/", views.region_picker, name="region-picker"),
    path("addresses/paste/", views.paste, name="address-paste"),
    path("addresses/", views.address_list, name="addresses"),
    path("addresses/new/", views.add, name="address-add"),
    path("addresses/<str:key>/", views.edit, name="address-edit"),
    path("addresses/<str:key>/default/", views.default, name="address-default"),
    path("addresses/<str:key>/remove/", views.remove, name="address-remove"),
    path("addresses/<str:key>/restore/", views.restore, name="address-restore"),
]
