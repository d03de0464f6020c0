"""Addresses of group buying in the API."""

from django.urls import path

from orders.groupbuy import api

urlpatterns = [
    path("group-campaigns/", api.GroupCampaigns.as_view(), name="api-group-campaigns"),
    path("group-campaigns/<str:key>/", api.GroupCampaignView.as_view(), name="api-group-campaign"),
    path("group-campaigns/<str:key>/teams/", api.StartTeam.as_view(), name="api-team-start"),
    path("teams/<str:token>/", api.TeamView.as_view(), name="api-team"),
    path("teams/<str:token>/join/", api.JoinTeam.as_view(), name="api-team-join"),
]
