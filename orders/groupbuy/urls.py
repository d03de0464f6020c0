"""Addresses of teams, by portal."""

from django.urls import URLPattern, path

from orders.groupbuy.views import merchant, platform, shopper

urlpatterns: list[URLPattern] = [
    path("teams/", shopper.team_list, name="teams"),
    path("teams/mine/", shopper.my_teams, name="my-teams"),
    path("teams/<str:token>/", shopper.team, name="team"),
    path("teams/<str:token>/state/", shopper.state, name="team-state"),
    path("teams/<str:token>/join/", shopper.join, name="team-join"),
    path("group/<str:key>/", shopper.start, name="team-start"),
]
merchant_urls: list[URLPattern] = [
    path("groupbuy/", merchant.campaign_list, name="groupbuy"),
    path("groupbuy/new/", merchant.campaign_new, name="groupbuy-new"),
    path("groupbuy/<str:key>/", merchant.campaign_detail, name="groupbuy-campaign"),
    path("groupbuy/<str:key>/edit/", merchant.campaign_edit, name="groupbuy-edit"),
    path("groupbuy/<str:key>/start/", merchant.campaign_start, name="groupbuy-start"),
    path("groupbuy/<str:key>/stop/", merchant.campaign_stop, name="groupbuy-stop"),
    path("groupbuy/<str:key>/extend/", merchant.campaign_extend, name="groupbuy-extend"),
    path("groupbuy/<str:key>/copy/", merchant.campaign_copy, name="groupbuy-copy"),
]
platform_urls: list[URLPattern] = [
    path("teams/", platform.team_list, name="teams"),
    path("teams/<str:token>/", platform.team_detail, name="team"),
    path("teams/<str:token>/end/", platform.team_end, name="team-end"),
]
