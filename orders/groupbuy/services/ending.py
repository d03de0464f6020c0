"""How a team ends: filled, and everything may be shipped; or not, and everybody gets everything back."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F

from config.kernel.audit import record
from config.kernel.clock import now
from config.kernel.events import publish
from config.kernel.locks import locked_one
from config.kernel.money import Money
from orders.checkout import moves
from orders.checkout.models import Order, OrderStatus
from orders.groupbuy.errors import ReasonNeeded, TeamOver
from orders.groupbuy.events import TeamExpired, TeamFilled
from orders.groupbuy.models import GRACE, EndReason, GroupSeat, GroupTeam, LogKind, SeatStatus, TeamStatus
from orders.groupbuy.services.log import note, tell
from orders.groupbuy.services.seats import close_held, lock_orders, lock_team
from orders.payments.models import Payment, PaymentState
from orders.payments.services import ask_refund, begin_giving_back, end_giving_back, next_refund_part

FILLED, LADDER = "team_filled", "ladder"


def claim_team(pk: int) -> GroupTeam | None:
    """The open team and its live orders, locked; None when it is over or somebody else is at it right now."""
    rows = GroupTeam.objects.select_for_update(of=("self",), skip_locked=True).select_related("campaign")
    team = rows.filter(pk=pk, status=TeamStatus.OPEN).first()
    if team is not None:
        lock_orders(team)
    return team


@transaction.atomic
def succeed(*, team: GroupTeam) -> bool:
    """All paid orders of a locked team go to be shipped together, once; the ladder's difference goes back."""
    moment, off = now(), reached_basis_points(team)
    open_and_full = GroupTeam.objects.filter(pk=team.pk, status=TeamStatus.OPEN, paid_count__gte=F("size"))
    if not open_and_full.update(
        status=TeamStatus.SUCCEEDED,
        ended_at=moment,
        reached_basis_points=off,
        taken_count=F("paid_count"),
        updated_at=moment,
    ):
        return False
    team.refresh_from_db()
    close_held(team)
    seats = {seat.order_id: seat for seat in team.seats.filter(status=SeatStatus.PAID)}
    team.seats.filter(status=SeatStatus.PAID).update(is_running=False, ended_at=moment, updated_at=moment)
    for order in Order.objects.filter(pk__in=seats).order_by("pk"):
        moves.move(order, to=OrderStatus.TO_SHIP, reason=FILLED)
        if off:
            _return_difference(seats[order.pk], order, off)
    note(team, LogKind.SUCCEEDED)
    publish(TeamFilled(team_id=team.pk))
    tell(team)
    return True


def reached_basis_points(team: GroupTeam) -> int:
    """What the highest rung reached takes off the team price."""
    if not team.has_ladder:
        return 0
    rungs = team.campaign.steps.filter(people__lte=team.paid_count).order_by("-people")
    return rungs.values_list("basis_points", flat=True).first() or 0


def _return_difference(seat: GroupSeat, order: Order, basis_points: int) -> None:
    """The rung is a price of its own: what was paid above it goes back, to the cent, once."""
    seat.returned_cents = Money(seat.unit_price_cents).share(basis_points).cents * seat.quantity
    if seat.returned_cents and GroupSeat.objects.filter(pk=seat.pk, returned_cents=0).update(
        returned_cents=seat.returned_cents
    ):
        _pay_back(seat, order)


def _pay_back(seat: GroupSeat, order: Order) -> bool:
    """Ask for the difference, once. Money that is only held has to be taken first; the timer asks again."""
    payment = Payment.objects.filter(splits__order=order, state=PaymentState.PAID).first()
    if payment is None or order.refunds.filter(reason=LADDER).exists():
        return False
    part = next_refund_part(order)
    ask_refund(order=order, payment=payment, amount_cents=seat.returned_cents, reason=LADDER, part=part)
    return True


@transaction.atomic
def return_difference(*, seat_pk: int) -> bool:
    """The difference of a seat whose money was only held when the team succeeded."""
    seat = GroupSeat.objects.get(pk=seat_pk)
    return _pay_back(seat, locked_one(Order.objects.all(), seat.order_id))


@transaction.atomic
def expire_team(*, pk: int) -> bool:
    """The deadline and its grace are over: enough have paid, or everybody is refunded. Once, whoever else tries."""
    team = claim_team(pk)
    if team is None or team.expires_at is None or now() < team.expires_at + GRACE:
        return False
    if team.paid_count >= team.size:
        return succeed(team=team)
    fail(team=team, reason=EndReason.EXPIRED, kind=LogKind.EXPIRED)
    return True


@transaction.atomic
def fail(*, team: GroupTeam, reason: str, kind: str, actor: Any = None) -> None:
    """An open, locked team ends: every paid seat is refunded, every piece goes back on sale."""
    moment = now()
    team.status, team.end_reason, team.ended_at = TeamStatus.EXPIRED, reason, moment
    team.save(update_fields=["status", "end_reason", "ended_at", "updated_at"])
    close_held(team)
    paid = team.seats.filter(status=SeatStatus.PAID)
    orders = list(Order.objects.filter(pk__in=paid.values("order_id")).select_related("trade").order_by("pk"))
    paid.update(status=SeatStatus.REFUNDED, is_running=False, ended_at=moment, updated_at=moment)
    note(team, kind)
    begin_giving_back(orders, reason=reason, actor=actor)
    for order in orders:
        end_giving_back(order, reason=reason)
    publish(TeamExpired(team_id=team.pk, reason=reason))
    tell(team)


@transaction.atomic
def end_team(*, team: GroupTeam, operator: Any, reason: str) -> GroupTeam:
    """An operator ends an open team for a reason that is written down; everybody is refunded."""
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    team = lock_team(team.pk)
    if team.status != TeamStatus.OPEN:
        raise TeamOver
    before = {"status": team.status, "paid": team.paid_count}
    fail(team=team, reason=EndReason.STAFF, kind=LogKind.ENDED, actor=operator)
    record(
        actor=operator,
        action="orders.team_ended",
        target=team,
        reason=reason.strip()[:500],
        before=before,
        after={"status": team.status},
    )
    return team


@transaction.atomic
def refund_done(*, seat: GroupSeat) -> None:
    """The provider has given a seat's money back; when it has for all, the team is refunded."""
    team = GroupTeam.objects.select_for_update(of=("self",)).get(pk=seat.team_id)
    fresh = GroupSeat.objects.filter(pk=seat.pk, status=SeatStatus.REFUNDED, refunded_at=None)
    if not fresh.update(refunded_at=now(), updated_at=now()):
        return
    note(team, LogKind.REFUNDED, seat)
    waiting = team.seats.filter(status=SeatStatus.REFUNDED, refunded_at=None)
    if team.status == TeamStatus.EXPIRED and not waiting.exists():
        team.status = TeamStatus.REFUNDED
        team.save(update_fields=["status", "updated_at"])
    tell(team)
