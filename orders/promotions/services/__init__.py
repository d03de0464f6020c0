"""Taking and giving coupons, the club, campaigns, and what a trade takes of them and gives back."""

from orders.promotions.services.campaigns import (
    answer_invitation,
    start_campaign,
    stop_campaign,
    write_campaign,
)
from orders.promotions.services.club import join_club, leave_club
from orders.promotions.services.coupons import give_coupon, make_codes, redeem_code, take_coupon
from orders.promotions.services.using import give_back, hold, spend

__all__ = [
    "answer_invitation",
    "give_back",
    "give_coupon",
    "hold",
    "join_club",
    "leave_club",
    "make_codes",
    "redeem_code",
    "spend",
    "start_campaign",
    "stop_campaign",
    "take_coupon",
    "write_campaign",
]
