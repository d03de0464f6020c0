from django.urls import path

from accounts.addresses import views

urlpatterns = [
    path("regions/", views.region_list, name="regions"),
    path("regions/picker/", views.region_picker, name="region-picker"),
    path("addresses/paste/", views.paste, name="address-paste"),
]
