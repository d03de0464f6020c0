"""Addresses of groups."""

from django.urls import URLPattern, path

from community.groups.views import chat, desk, pages

urlpatterns: list[URLPattern] = [
    path("groups/", pages.group_list, name="groups"),
    path("groups/new/", desk.new, name="group-new"),
    path("groups/<str:slug>/", pages.detail, name="group"),
    path("groups/<str:slug>/join/", pages.join, name="group-join"),
    path("groups/<str:slug>/withdraw/", pages.withdraw, name="group-withdraw"),
    path("groups/<str:slug>/leave/", pages.leave, name="group-leave"),
    path("groups/<str:slug>/chat/", chat.chat, name="group-chat"),
    path("groups/<str:slug>/rules/", pages.rules, name="group-rules"),
    path("groups/<str:slug>/log/", pages.log, name="group-log"),
    path("groups/<str:slug>/members/", pages.members, name="group-members"),
    path("groups/<str:slug>/members/<str:handle>/", desk.member, name="group-member"),
    path("groups/<str:slug>/members/<str:handle>/role/", desk.role, name="group-role"),
    path("groups/<str:slug>/limits/", desk.limits, name="group-limits"),
    path("groups/<str:slug>/limits/<str:handle>/lift/", desk.lift, name="group-lift"),
    path("groups/<str:slug>/settings/", desk.settings, name="group-settings"),
    path("groups/<str:slug>/words/", desk.words, name="group-words"),
    path("groups/<str:slug>/invitation/", desk.invitation, name="group-invitation"),
    path("groups/<str:slug>/close/", desk.close, name="group-close"),
    path("groups/<str:slug>/requests/", desk.requests, name="group-requests"),
    path("groups/<str:slug>/requests/<str:key>/", desk.decide, name="group-decide"),
    path("groups/<str:slug>/announcements/", desk.announcements, name="group-announcements"),
    path("groups/<str:slug>/announcements/<str:key>/remove/", desk.unannounce, name="group-unannounce"),
]
