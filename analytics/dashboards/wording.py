"""Names of events as people read them."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

NAMES: Mapping[str, str | Promise] = {
    "impression": pgettext_lazy("event", "Card seen"),
    "click": pgettext_lazy("event", "Card opened"),
    "product_view": pgettext_lazy("event", "Looked at a product"),
    "note_view": pgettext_lazy("event", "Read a note"),
    "shop_view": pgettext_lazy("event", "Visited a shop"),
    "search": pgettext_lazy("event", "Searched"),
    "cart_view": pgettext_lazy("event", "Opened the cart"),
    "checkout_view": pgettext_lazy("event", "Went to checkout"),
    "share": pgettext_lazy("event", "Shared"),
    "sign_up": pgettext_lazy("event", "Signed up"),
    "sign_in": pgettext_lazy("event", "Signed in"),
    "follow": pgettext_lazy("event", "Followed"),
    "like": pgettext_lazy("event", "Liked"),
    "save": pgettext_lazy("event", "Kept"),
    "comment": pgettext_lazy("event", "Commented"),
    "post_published": pgettext_lazy("event", "Note came out"),
    "order_placed": pgettext_lazy("event", "Placed an order"),
    "order_paid": pgettext_lazy("event", "Paid an order"),
    "team_started": pgettext_lazy("event", "Started a team"),
    "team_joined": pgettext_lazy("event", "Joined a team"),
    "group_joined": pgettext_lazy("event", "Joined a group"),
    "group_message": pgettext_lazy("event", "Wrote in a group"),
    "activity_joined": pgettext_lazy("event", "Took part in an activity"),
    "review_posted": pgettext_lazy("event", "Wrote a review"),
    "coupon_taken": pgettext_lazy("event", "Took a coupon"),
}
OTHER = _("Something else")


def event_name(name: str) -> str | Promise:
    return NAMES.get(name, OTHER)
