"""Addresses of what groups do together."""

from django.urls import URLPattern, path

from community.activities import api, views

urlpatterns: list[URLPattern] = [
    path("groups/<str:slug>/polls/new/", views.poll_new, name="poll-new"),
    path("groups/<str:slug>/polls/<str:key>/", views.poll, name="poll"),
    path("groups/<str:slug>/polls/<str:key>/close/", views.poll_close, name="poll-close"),
    path("groups/<str:slug>/lotteries/new/", views.lottery_new, name="lottery-new"),
    path("groups/<str:slug>/lotteries/<str:key>/", views.lottery, name="lottery"),
    path("groups/<str:slug>/lotteries/<str:key>/enter/", views.enter, name="lottery-enter"),
    path("groups/<str:slug>/lotteries/<str:key>/draw/", views.draw, name="lottery-draw"),
    path("groups/<str:slug>/lotteries/<str:key>/paid/", views.paid, name="lottery-paid"),
    path("groups/<str:slug>/lotteries/<str:key>/proof.json", views.proof, name="lottery-proof"),
]
api_urls: list[URLPattern] = [
    path("groups/<str:slug>/polls/", api.PollsView.as_view(), name="api-polls"),
    path("groups/<str:slug>/polls/<str:key>/", api.PollView.as_view(), name="api-poll"),
    path("groups/<str:slug>/lotteries/", api.LotteriesView.as_view(), name="api-lotteries"),
    path("groups/<str:slug>/lotteries/<str:key>/entry/", api.LotteryEntryView.as_view(), name="api-lottery-entry"),
]
