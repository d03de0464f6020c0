"""Addresses of quizzes, on pages and in the API."""

from django.urls import URLPattern, path

from community.quizzes import api, views

urlpatterns: list[URLPattern] = [
    path("groups/<str:slug>/quizzes/new/", views.new, name="quiz-new"),
    path("groups/<str:slug>/quizzes/<str:key>/", views.detail, name="quiz"),
    path("groups/<str:slug>/quizzes/<str:key>/begin/", views.begin, name="quiz-begin"),
    path("groups/<str:slug>/quizzes/<str:key>/hand-in/", views.hand_in, name="quiz-hand-in"),
]
api_urls: list[URLPattern] = [
    path("groups/<str:slug>/quizzes/", api.QuizzesView.as_view(), name="api-quizzes"),
    path("groups/<str:slug>/quizzes/<str:key>/attempt/", api.AttemptView.as_view(), name="api-quiz-attempt"),
]
