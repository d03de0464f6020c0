"""Seats (`seats`), how teams end (`ending`), merge (`merging`), what the calendar does (`timers`), `campaigns`."""

from orders.groupbuy.services.campaigns import (
    CampaignDraft,
    create_campaign,
    edit_campaign,
    extend_campaign,
    start_campaign,
    stop_campaign,
)
from orders.groupbuy.services.ending import claim_team, end_team, expire_team, fail, refund_done, succeed
from orders.groupbuy.services.merging import merge_teams
from orders.groupbuy.services.seats import (
    check_can_join,
    give_up_seat,
    lock_team,
    open_team,
    pay_seat,
    release_seat,
    take_seat,
)
from orders.groupbuy.services.timers import expire_due, merge_due, release_lapsed, settle_teams

__all__ = [
    "CampaignDraft",
    "check_can_join",
    "claim_team",
    "create_campaign",
    "edit_campaign",
    "end_team",
    "expire_due",
    "expire_team",
    "extend_campaign",
    "fail",
    "give_up_seat",
    "lock_team",
    "merge_due",
    "merge_teams",
    "open_team",
    "pay_seat",
    "refund_done",
    "release_lapsed",
    "release_seat",
    "settle_teams",
    "start_campaign",
    "stop_campaign",
    "succeed",
    "take_seat",
]
