"""Sharing, inviting, attributing orders, and rewards."""

from community.referral.services.attributing import attribute_order
from community.referral.services.inviting import bring, enter_code, judge, know_visitor
from community.referral.services.rewarding import expire_rewards, qualify, settle_reward, weigh_refund
from community.referral.services.sharing import invite_code_of, invite_link_of, link_to, note_click

__all__ = [
    "attribute_order",
    "bring",
    "enter_code",
    "expire_rewards",
    "invite_code_of",
    "invite_link_of",
    "judge",
    "know_visitor",
    "link_to",
    "note_click",
    "qualify",
    "settle_reward",
    "weigh_refund",
]
