"""The address of everything a group does together."""

from django.urls import URLPattern, path

from community.together import views

urlpatterns: list[URLPattern] = [
    path("groups/<str:slug>/activities/", views.activities, name="group-activities"),
]
