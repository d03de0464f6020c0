"""Pages of people and their groups (namespace `community`)."""

from django.urls import URLPattern, URLResolver

from community.activities import urls as activities
from community.challenges import urls as challenges
from community.checkin import urls as checkin
from community.earnings import urls as earnings
from community.effect import urls as effect
from community.graph import urls as graph
from community.groups import urls as groups
from community.meetups import urls as meetups
from community.messaging import urls as messaging
from community.notifications import urls as notifications
from community.quizzes import urls as quizzes
from community.referral import urls as referral
from community.teams import urls as teams
from community.together import urls as together

app_name = "community"
urlpatterns: list[URLPattern | URLResolver] = [
    *graph.urlpatterns,
    *groups.urlpatterns,
    *activities.urlpatterns,
    *checkin.urlpatterns,
    *meetups.urlpatterns,
    *quizzes.urlpatterns,
    *challenges.urlpatterns,
    *together.urlpatterns,
    *teams.urlpatterns,
    *effect.urlpatterns,
    *notifications.urlpatterns,
    *messaging.urlpatterns,
    *referral.urlpatterns,
]
merchant_urls: list[URLPattern] = [*messaging.merchant_urls, *earnings.merchant_urls]
platform_urls: list[URLPattern] = [*referral.platform_urls, *earnings.platform_urls]
