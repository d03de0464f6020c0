"""Addresses of sharing and inviting."""

from django.urls import path

from community.referral import api, views

urlpatterns = [
    path("s/<str:code>", views.follow_link, name="share"),
    path("s/<str:code>/poster.png", views.poster, name="poster"),
    path("share/link/", views.make_link, name="share-link"),
    path("me/invites/", views.invites, name="invites"),
]
platform_urls = [
    path("referrals/", views.referrals, name="referrals"),
    path("referrals/figures/", views.figures, name="referral-figures"),
    path("referrals/<str:key>/", views.judge, name="referral-judge"),
]
api_urls = [
    path("me/links/", api.Links.as_view(), name="api-links"),
    path("me/invites/", api.Invites.as_view(), name="api-invites"),
]
