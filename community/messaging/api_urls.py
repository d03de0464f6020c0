"""Addresses of conversations in the API."""

from django.urls import URLPattern, path

from community.messaging import api

urlpatterns: list[URLPattern] = [
    path("conversations/", api.ConversationsView.as_view(), name="api-conversations"),
    path("conversations/<str:token>/messages/", api.ConversationMessagesView.as_view(), name="api-messages"),
    path("conversations/<str:token>/messages/<str:key>/", api.ConversationMessageView.as_view(), name="api-message"),
    path(
        "conversations/<str:token>/messages/<str:key>/read/",
        api.ConversationReadView.as_view(),
        name="api-message-read",
    ),
]
