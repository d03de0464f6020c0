"""Addresses of events, on pages and in the API."""

from django.urls import URLPattern, path

from community.meetups import api, views

urlpatterns: list[URLPattern] = [
    path("groups/<str:slug>/events/new/", views.new, name="meetup-new"),
    path("groups/<str:slug>/events/<str:key>/", views.detail, name="meetup"),
    path("groups/<str:slug>/events/<str:key>/edit/", views.edit, name="meetup-edit"),
    path("groups/<str:slug>/events/<str:key>/reply/", views.reply, name="meetup-reply"),
    path("groups/<str:slug>/events/<str:key>/call-off/", views.call_off, name="meetup-call-off"),
    path("groups/<str:slug>/events/<str:key>/there/", views.there, name="meetup-there"),
    path("groups/<str:slug>/events/<str:key>/event.ics", views.ics, name="meetup-ics"),
]
api_urls: list[URLPattern] = [
    path("groups/<str:slug>/events/", api.MeetupsView.as_view(), name="api-meetups"),
    path("groups/<str:slug>/events/<str:key>/reply/", api.MeetupReplyView.as_view(), name="api-meetup-reply"),
]
