"""Writing down what happens to a team, and telling open pages."""

from __future__ import annotations

from config.kernel.live import announce, announce_all
from config.kernel.templatetags.hetang import masked_name
from orders.groupbuy.models import LIVE_SEATS, GroupLog, GroupSeat, GroupTeam


def note(team: GroupTeam, kind: str, seat: GroupSeat | None = None) -> None:
    """One line of the public log, with the name masked before it is written."""
    who = masked_name(seat.buyer.display_name)[:20] if seat else ""
    GroupLog.objects.create(team=team, kind=kind, who=who, paid_count=team.paid_count)


def tell(team: GroupTeam) -> None:
    """After commit, whoever looks at this team or at an order in it sees how it is now."""
    announce_all(topic=f"team:{team.token}")
    seats = team.seats.filter(status__in=LIVE_SEATS).select_related("order")
    for seat in seats:
        announce(users=[seat.buyer_id], topic=f"order:{seat.order.number}")
