"""What the calendar does to teams. Every function may run twice, late, and beside itself."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from django.db import OperationalError, transaction

from config.kernel.clock import now
from config.kernel.errors import DomainError
from config.kernel.locks import is_contention
from orders.groupbuy.models import GroupSeat, GroupTeam, SeatStatus, TeamStatus
from orders.groupbuy.selectors import differences_owed, lapsed_seats, pairs_to_merge, teams_past_deadline
from orders.groupbuy.services.ending import expire_team, return_difference
from orders.groupbuy.services.merging import merge_teams
from orders.groupbuy.services.seats import lock_team, release_seat
from orders.payments.models import Payment, PaymentState
from orders.payments.services import check_payment

log = logging.getLogger(__name__)


def expire_due() -> int:
    """End every team whose deadline and grace are over; one that can't be ended now does not keep up the others."""
    ended = 0
    for pk in teams_past_deadline():
        try:
            ask_about_payments(GroupSeat.objects.filter(team=pk, status=SeatStatus.HELD))
            ended += expire_team(pk=pk)
        except (DomainError, OperationalError) as trouble:
            _come_again(trouble, "Team", pk)
    return ended


def release_lapsed() -> int:
    """Free seats whose quarter of an hour is over, after asking the provider whether somebody has paid after all."""
    released = 0
    for pk in lapsed_seats():
        try:
            ask_about_payments(GroupSeat.objects.filter(pk=pk))
            released += _release(pk)
        except (DomainError, OperationalError) as trouble:
            _come_again(trouble, "Seat", pk)
    return released


@transaction.atomic
def _release(pk: int) -> bool:
    team = lock_team(GroupSeat.objects.values_list("team_id", flat=True).get(pk=pk))
    seat = GroupSeat.objects.select_related("buyer").get(pk=pk)
    if seat.status != SeatStatus.HELD or seat.held_until > now():
        return False
    seat.team = team
    release_seat(seat=seat)
    return True


def merge_due() -> int:
    """Join teams that would both run out."""
    return sum(merge_teams(older_pk=one, younger_pk=other) for one, other in pairs_to_merge())


def ask_about_payments(seats: Iterable[GroupSeat]) -> None:
    """A lost notification must cost nobody their seat: ask the provider first. A silent one keeps nothing waiting."""
    orders = [seat.order_id for seat in seats]
    for payment in Payment.objects.filter(state=PaymentState.OPEN, trade__orders__in=orders).select_related("trade"):
        try:
            check_payment(payment=payment)
        except DomainError as trouble:
            log.warning("Payment %s can't be asked about: %s", payment.out_trade_no, trouble)


def _come_again(trouble: Exception, what: str, pk: int) -> None:
    if isinstance(trouble, OperationalError) and not is_contention(trouble):
        raise trouble
    log.warning("%s %s has to wait: %s", what, pk, trouble)


def settle_teams() -> int:
    """What was left open: differences of money that was only held, and teams all of whose refunds are done."""
    for pk in differences_owed():
        return_difference(seat_pk=pk)
    waiting = GroupTeam.objects.filter(status=TeamStatus.EXPIRED).exclude(
        seats__in=GroupSeat.objects.filter(status=SeatStatus.REFUNDED, refunded_at=None)
    )
    return waiting.update(status=TeamStatus.REFUNDED, updated_at=now())
