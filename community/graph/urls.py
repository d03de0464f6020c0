"""Addresses of people."""

from django.urls import URLPattern, path

from community.graph import views

urlpatterns: list[URLPattern] = [
    path("people/", views.people, name="people"),
    path("people/<str:handle>/dismiss/", views.dismiss, name="dismiss"),
    path("me/people/", views.my_people, name="my-people"),
    path("u/<str:handle>/", views.profile, name="profile"),
    path("u/<str:handle>/followers/", views.followers, name="followers"),
    path("u/<str:handle>/following/", views.following, name="following"),
    path("u/<str:handle>/follow/", views.follow, name="follow"),
    path("u/<str:handle>/mute/", views.mute, name="mute"),
    path("u/<str:handle>/block/", views.block, name="block"),
]
