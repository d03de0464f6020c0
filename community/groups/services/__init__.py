"""What is done with groups: `founding` (the group itself), `joining` (coming and going), `order` (keeping order),
`watching` (its own words)."""

from community.groups.services.founding import (
    change_group,
    close_group,
    found_group,
    renew_invitation,
    transfer_group,
    write_rules,
)
from community.groups.services.joining import (
    accept_rules,
    decide_request,
    join_group,
    leave_group,
    withdraw_request,
)
from community.groups.services.order import (
    admit_note,
    admit_words,
    announce,
    ban,
    check_writer,
    keeper_in,
    lift,
    mute,
    remove_member,
    set_role,
    take_back_announcement,
    write_down,
)
from community.groups.services.tracing import trace
from community.groups.services.watching import keep_words

__all__ = [
    "accept_rules",
    "admit_note",
    "admit_words",
    "announce",
    "ban",
    "change_group",
    "check_writer",
    "close_group",
    "decide_request",
    "found_group",
    "join_group",
    "keep_words",
    "keeper_in",
    "leave_group",
    "lift",
    "mute",
    "remove_member",
    "renew_invitation",
    "set_role",
    "take_back_announcement",
    "trace",
    "transfer_group",
    "withdraw_request",
    "write_down",
    "write_rules",
]
