"""One buyer's seat: held for a quarter of an hour, paid, given up. The team is locked by every caller."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F

from config.kernel.clock import now
from config.kernel.events import publish
from config.kernel.locks import locked
from orders.checkout.deals import DealOver
from orders.checkout.models import Order, Trade
from orders.groupbuy.errors import AlreadyInTeam, TeamComplete, TeamFull, TeamOver
from orders.groupbuy.events import LeadPassed, SeatGivenUp, SeatPaid, SeatTaken, TeamExpired, TeamOpened
from orders.groupbuy.models import (
    GRACE,
    LIVE_SEATS,
    EndReason,
    GroupCampaign,
    GroupSeat,
    GroupTeam,
    LogKind,
    SeatStatus,
    TeamStatus,
)
from orders.groupbuy.services.log import note, tell

if TYPE_CHECKING:
    from accounts.identity.models import User

CALLED_OFF = "cancelled"
GONE_ALREADY = frozenset({"reversed", "hold_expired"})  # the bank has taken the money back, or never gave it
FULL, OVER, ELSEWHERE = "team_full", "team_expired", "other_team"


def lock_team(pk: int) -> GroupTeam:
    """A team and every live order in it, locked in that order; fresh from the database.

    Teams merge into younger ones only, so following them keeps to the order of keys.
    """
    team = GroupTeam.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=pk)
    if team.merged_into_id:
        team = lock_team(team.merged_into_id)
    else:
        lock_orders(team)
    return team


def lock_orders(*teams: GroupTeam) -> list[Order]:
    """Every live order of these teams, in the order of their keys."""
    seats = GroupSeat.objects.filter(team__in=teams, status__in=LIVE_SEATS)
    return locked(Order.objects.all(), seats.values_list("order_id", flat=True))


# ---- taking one -------------------------------------------------------------------------------------------------


def open_team(*, campaign: GroupCampaign) -> GroupTeam:
    """A team that waits for its leader's payment; nobody else sees it."""
    rungs = list(campaign.steps.values_list("people", flat=True))
    return GroupTeam.objects.create(campaign=campaign, size=campaign.size, capacity=max([campaign.size, *rungs]))


@transaction.atomic
def take_seat(*, team: GroupTeam, order: Order, buyer: User, quantity: int, may_merge: bool) -> GroupSeat:
    """Hold a seat for fifteen minutes, not past the team's deadline. Two buyers never hold the last one."""
    free = GroupTeam.objects.filter(
        pk=team.pk, status__in=[TeamStatus.FORMING, TeamStatus.OPEN], taken_count__lt=F("capacity")
    )
    if not free.update(taken_count=F("taken_count") + 1):
        raise TeamFull
    team.refresh_from_db()
    held_until = now() + timedelta(minutes=settings.PAY_WINDOW_MINUTES)
    if team.expires_at:
        held_until = min(held_until, team.expires_at)
    seat = GroupSeat(
        team=team,
        campaign=team.campaign,
        buyer=buyer,
        order=order,
        is_leader=team.status == TeamStatus.FORMING,
        may_merge=may_merge and team.campaign.allows_merging,
        quantity=quantity,
        unit_price_cents=order.lines.get().unit_price_cents,
        held_until=held_until,
    )
    _write(seat)
    _pay_until(order, held_until)
    if team.status == TeamStatus.OPEN:
        note(team, LogKind.JOINED, seat)
    publish(SeatTaken(team_id=team.pk, seat_id=seat.pk))
    tell(team)
    return seat


def _write(seat: GroupSeat) -> None:
    """The database says whether the buyer sits in another open team of the campaign."""
    try:
        with transaction.atomic():
            seat.save()
    except IntegrityError as clash:
        if "group_one_" in str(clash):
            raise AlreadyInTeam from clash
        raise


def _pay_until(order: Order, until: datetime) -> None:
    """The pay window ends with the seat."""
    if order.trade and order.trade.expires_at and order.trade.expires_at > until:
        order.trade.expires_at = until
        Trade.objects.filter(pk=order.trade.pk).update(expires_at=until)


# ---- paying it --------------------------------------------------------------------------------------------------


@transaction.atomic
def pay_seat(*, seat: GroupSeat, paid_at: datetime) -> GroupTeam:
    """The money is there: the seat is the buyer's, and a leader's team opens. DealOver when it comes too late."""
    team = seat.team
    if seat.status == SeatStatus.RELEASED:
        _take_again(seat, team)
    if seat.status != SeatStatus.HELD or team.status not in {TeamStatus.FORMING, TeamStatus.OPEN}:
        raise DealOver(FULL if team.status in {TeamStatus.SUCCEEDED, TeamStatus.MERGED} else OVER)
    if team.expires_at and paid_at > team.expires_at + GRACE:
        raise DealOver(OVER)
    is_opening = team.status == TeamStatus.FORMING
    if is_opening:
        team.status, team.opened_at = TeamStatus.OPEN, now()
        team.expires_at = team.opened_at + timedelta(hours=team.campaign.hours)
    team.paid_count += 1
    team.save(update_fields=["status", "opened_at", "expires_at", "paid_count", "updated_at"])
    seat.status, seat.paid_at = SeatStatus.PAID, paid_at
    seat.save(update_fields=["status", "paid_at", "updated_at"])
    if is_opening:
        note(team, LogKind.OPENED, seat)
        publish(TeamOpened(team_id=team.pk))
    else:
        note(team, LogKind.PAID, seat)
    publish(SeatPaid(team_id=team.pk, seat_id=seat.pk))
    tell(team)
    return team


def _take_again(seat: GroupSeat, team: GroupTeam) -> None:
    """The seat was given back before the money came. Is there still one, and is the buyer in no other team by now?"""
    if team.status == TeamStatus.GIVEN_UP and team.end_reason == EndReason.UNOPENED and team.campaign.is_running:
        team.status, team.end_reason, team.ended_at = TeamStatus.FORMING, "", None
    if team.status not in {TeamStatus.FORMING, TeamStatus.OPEN}:
        return
    if team.taken_count >= team.capacity:
        raise DealOver(FULL)
    seat.status, seat.is_running, seat.ended_at = SeatStatus.HELD, True, None
    try:
        _write(seat)
    except AlreadyInTeam:
        raise DealOver(ELSEWHERE) from None
    team.taken_count += 1
    team.save(update_fields=["status", "end_reason", "ended_at", "taken_count", "updated_at"])


# ---- giving it up -----------------------------------------------------------------------------------------------


@transaction.atomic
def give_up_seat(*, seat: GroupSeat, reason: str) -> None:
    """The order comes to nothing. Repeating it changes nothing; after success nobody may just call it off."""
    team = seat.team
    if seat.status == SeatStatus.HELD:
        release_seat(seat=seat)
    elif seat.status == SeatStatus.PAID and team.status == TeamStatus.OPEN:
        _leave(seat, team, reason)
    elif seat.status == SeatStatus.PAID and team.status == TeamStatus.SUCCEEDED and reason == CALLED_OFF:
        raise TeamComplete


@transaction.atomic
def release_seat(*, seat: GroupSeat) -> None:
    """A held seat is free again. A team whose leader never paid is given up with it."""
    team = seat.team
    _close(seat, SeatStatus.RELEASED)
    if team.status not in {TeamStatus.FORMING, TeamStatus.OPEN}:
        return
    team.taken_count -= 1
    if team.status == TeamStatus.FORMING:
        team.status, team.end_reason, team.ended_at = TeamStatus.GIVEN_UP, EndReason.UNOPENED, now()
    team.save(update_fields=["taken_count", "status", "end_reason", "ended_at", "updated_at"])
    if team.status == TeamStatus.OPEN:
        note(team, LogKind.LAPSED, seat)
    publish(SeatGivenUp(team_id=team.pk, seat_id=seat.pk, was_paid=False))
    tell(team)


def _leave(seat: GroupSeat, team: GroupTeam, reason: str) -> None:
    """A paid seat before success: free again; the earliest who paid leads; the last one out ends the team."""
    was_leader = seat.is_leader
    seat.refunded_at = now() if reason in GONE_ALREADY else None
    _close(seat, SeatStatus.REFUNDED)
    team.paid_count -= 1
    team.taken_count -= 1
    team.save(update_fields=["paid_count", "taken_count", "updated_at"])
    note(team, LogKind.LEFT, seat)
    publish(SeatGivenUp(team_id=team.pk, seat_id=seat.pk, was_paid=True))
    if team.paid_count == 0:
        _end_empty(team)
    elif was_leader:
        pass_lead(team)
    tell(team)


def pass_lead(team: GroupTeam) -> None:
    """The earliest who paid leads from now on; the deadline stays."""
    heir = team.seats.filter(status=SeatStatus.PAID).select_related("buyer").order_by("paid_at", "pk").first()
    if heir is None or heir.is_leader:
        return
    team.seats.filter(is_leader=True).update(is_leader=False)
    heir.is_leader = True
    heir.save(update_fields=["is_leader", "updated_at"])
    note(team, LogKind.LEAD_PASSED, heir)
    publish(LeadPassed(team_id=team.pk, seat_id=heir.pk))


def _end_empty(team: GroupTeam) -> None:
    team.status, team.end_reason, team.ended_at = TeamStatus.GIVEN_UP, EndReason.LEFT, now()
    team.save(update_fields=["status", "end_reason", "ended_at", "updated_at"])
    close_held(team)
    note(team, LogKind.GIVEN_UP)
    publish(TeamExpired(team_id=team.pk, reason=EndReason.LEFT))


def close_held(team: GroupTeam) -> None:
    """Seats nobody has paid for end with their team; money that comes for them later goes straight back."""
    held = team.seats.filter(status=SeatStatus.HELD)
    held.update(status=SeatStatus.RELEASED, is_running=False, is_leader=False, ended_at=now(), updated_at=now())


def _close(seat: GroupSeat, status: SeatStatus) -> None:
    seat.status, seat.is_running, seat.ended_at = status, False, now()
    seat.is_leader = seat.is_leader and status == SeatStatus.RELEASED  # a late payment of the leader reopens the team
    seat.save(update_fields=["status", "is_running", "is_leader", "ended_at", "refunded_at", "updated_at"])


def check_can_join(team: GroupTeam) -> None:
    """Refuse what is full or over."""
    if team.status == TeamStatus.SUCCEEDED or (team.is_open and team.seats_left <= 0):
        raise TeamFull
    if not team.is_open:
        raise TeamOver
