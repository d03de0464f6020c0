"""Every address of the API under /api/v1/."""

from django.urls import URLPattern

from accounts.api_urls import urlpatterns as accounts_urls
from analytics.segments.urls import api_urls as segment_urls
from analytics.tracking.urls import api_urls as event_urls
from analytics.value.urls import api_urls as value_urls
from catalog.editor.api_urls import urlpatterns as merchant_catalog_urls
from catalog.storefront.api_urls import urlpatterns as catalog_urls
from community.activities.urls import api_urls as activity_urls
from community.challenges.urls import api_urls as challenge_urls
from community.checkin.urls import api_urls as check_in_urls
from community.earnings.urls import api_urls as earning_urls
from community.effect.urls import api_urls as group_effect_urls
from community.graph.api_urls import urlpatterns as people_urls
from community.groups.api_urls import urlpatterns as group_urls
from community.meetups.urls import api_urls as meetup_urls
from community.messaging.api_urls import urlpatterns as message_urls
from community.notifications.api_urls import urlpatterns as notification_urls
from community.quizzes.urls import api_urls as quiz_urls
from community.referral.urls import api_urls as referral_urls
from community.teams.urls import api_urls as group_team_urls
from content.clips.api_urls import urlpatterns as clip_urls
from content.comments.api_urls import urlpatterns as comment_urls
from content.effect.api_urls import urlpatterns as effect_urls
from content.feed.api_urls import urlpatterns as feed_urls
from content.moderation.api_urls import urlpatterns as moderation_urls
from content.posts.api_urls import urlpatterns as post_urls
from content.reactions.api_urls import urlpatterns as reaction_urls
from content.reviews.api_urls import urlpatterns as review_urls
from orders.aftersales.api_urls import urlpatterns as aftersales_urls
from orders.bargain.api_urls import urlpatterns as bargain_urls
from orders.cart.api_urls import urlpatterns as cart_urls
from orders.checkout.api_urls import urlpatterns as order_urls
from orders.counters.api_urls import urlpatterns as counter_urls
from orders.fulfilment.api_urls import urlpatterns as fulfilment_urls
from orders.groupbuy.api_urls import urlpatterns as groupbuy_urls
from orders.payments.api_urls import urlpatterns as payment_urls
from orders.pickup.api_urls import urlpatterns as pickup_urls
from orders.promotions.api_urls import urlpatterns as promotion_urls
from orders.settlement.api_urls import urlpatterns as settlement_urls

urlpatterns: list[URLPattern] = [
    *accounts_urls,
    *catalog_urls,
    *merchant_catalog_urls,
    *cart_urls,
    *payment_urls,
    *promotion_urls,
    *order_urls,
    *pickup_urls,
    *fulfilment_urls,
    *groupbuy_urls,
    *aftersales_urls,
    *bargain_urls,
    *counter_urls,
    *settlement_urls,
    *feed_urls,
    *effect_urls,
    *clip_urls,
    *post_urls,
    *people_urls,
    *referral_urls,
    *earning_urls,
    *notification_urls,
    *message_urls,
    *group_urls,
    *activity_urls,
    *check_in_urls,
    *meetup_urls,
    *quiz_urls,
    *challenge_urls,
    *group_team_urls,
    *group_effect_urls,
    *comment_urls,
    *reaction_urls,
    *review_urls,
    *moderation_urls,
    *event_urls,
    *segment_urls,
    *value_urls,
]
