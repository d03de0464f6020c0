"""Addresses of conversations."""

from django.urls import URLPattern, path

from community.messaging.views import desk, people

urlpatterns: list[URLPattern] = [
    path("messages/", people.inbox, name="messages"),
    path("messages/badge/", people.badge, name="messages-badge"),
    path("messages/to/<str:handle>/", people.to_person, name="message-person"),
    path("messages/shop/<slug:slug>/", people.to_shop, name="message-shop"),
    path("messages/<str:token>/", people.conversation, name="conversation"),
    path("messages/<str:token>/answer/", people.answer_request, name="message-request"),
    path("messages/<str:token>/<str:key>/take-back/", people.take_back, name="message-take-back"),
    path("messages/<str:token>/<str:key>/picture/", people.picture, name="message-picture"),
]
merchant_urls: list[URLPattern] = [
    path("messages/", desk.conversations, name="messages"),
    path("messages/replies/", desk.quick_replies, name="quick-replies"),
    path("messages/replies/<str:key>/drop/", desk.quick_reply_drop, name="quick-reply-drop"),
    path("messages/to/<str:number>/", desk.to_buyer, name="message-buyer"),
    path("messages/<str:token>/", desk.conversation, name="conversation"),
]
