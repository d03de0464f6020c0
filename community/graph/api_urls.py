"""Addresses of people in the API."""

from django.urls import URLPattern, path

from community.graph import api

urlpatterns: list[URLPattern] = [
    path("me/people/", api.MySettings.as_view(), name="api-me-people"),
    path("people/suggestions/", api.SuggestionsView.as_view(), name="api-people-suggestions"),
    path("people/suggestions/<str:handle>/", api.SuggestionView.as_view(), name="api-people-suggestion"),
    path("people/<str:handle>/", api.PersonView.as_view(), name="api-person"),
    path("people/<str:handle>/follow/", api.FollowView.as_view(), name="api-person-follow"),
    path("people/<str:handle>/block/", api.BlockView.as_view(), name="api-person-block"),
    path("people/<str:handle>/mute/", api.MuteView.as_view(), name="api-person-mute"),
    path("people/<str:handle>/followers/", api.FollowersView.as_view(), name="api-person-followers"),
    path("people/<str:handle>/following/", api.FollowingView.as_view(), name="api-person-following"),
]
