"""Addresses of moderation (namespace `moderation`; those of the platform under `platform`)."""

from django.urls import URLPattern, path

from content.moderation.views import people, queue, rules

urlpatterns: list[URLPattern] = [
    path("report/<str:kind>/<str:key>/", people.report_page, name="report"),
    path("report/<str:kind>/<str:key>/notice/", people.notice, name="notice"),
    path("me/standing/", people.standing, name="standing"),
    path("me/standing/<str:key>/", people.strike, name="strike"),
    path("groups/<str:slug>/moderation/", queue.group_queue, name="group-queue"),
    path("groups/<str:slug>/moderation/<str:key>/", queue.group_item, name="group-item"),
    path("groups/<str:slug>/moderation/<str:key>/claim/", queue.group_claim, name="group-claim"),
    path("groups/<str:slug>/comments/<str:key>/show/", queue.group_show_comment, name="group-show-comment"),
]
platform_urls: list[URLPattern] = [
    path("moderation/", queue.queue, name="moderation"),
    path("moderation/rules/", rules.rules, name="moderation-rules"),
    path("moderation/rules/<str:kind>/<int:pk>/drop/", rules.drop, name="moderation-rule-drop"),
    path("moderation/people/<str:handle>/", rules.level, name="moderation-level"),
    path("moderation/<str:key>/", queue.item, name="moderation-item"),
    path("moderation/<str:key>/refer/", queue.refer_item, name="moderation-refer"),
    path("moderation/<str:key>/claim/", queue.claim_item, name="moderation-claim"),
]
