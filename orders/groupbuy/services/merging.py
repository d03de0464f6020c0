"""Two teams of one campaign that would both run out become one, if everybody in them agreed when ordering."""

from __future__ import annotations

from django.db import transaction

from config.kernel.clock import now
from config.kernel.events import publish
from orders.checkout.models import Order
from orders.groupbuy.events import TeamsMerged
from orders.groupbuy.models import MERGE_WINDOW, GroupSeat, GroupTeam, LogKind, SeatStatus, TeamStatus
from orders.groupbuy.services.ending import succeed
from orders.groupbuy.services.log import note, tell
from orders.groupbuy.services.seats import lock_orders, pass_lead


@transaction.atomic
def merge_teams(*, older_pk: int, younger_pk: int) -> bool:
    """Move everybody of the older team (by key) into the younger, where together they fill one. Nobody waits longer."""
    older_pk, younger_pk = sorted((older_pk, younger_pk))
    rows = GroupTeam.objects.select_for_update(of=("self",), skip_locked=True).select_related("campaign")
    teams = list(rows.filter(pk__in=[older_pk, younger_pk]).order_by("pk"))
    if len(teams) != 2 or not may_merge(*teams):
        return False
    older, younger = teams
    lock_orders(older, younger)
    if not _all_agree(older, younger):
        return False
    _move_seats(older, younger)
    moment = now()
    older.status, older.ended_at, older.merged_into = TeamStatus.MERGED, moment, younger
    older.save(update_fields=["status", "ended_at", "merged_into", "updated_at"])
    younger.paid_count += older.paid_count
    younger.taken_count += older.taken_count
    younger.expires_at = min(filter(None, (older.expires_at, younger.expires_at)))
    younger.save(update_fields=["paid_count", "taken_count", "expires_at", "updated_at"])
    note(older, LogKind.MERGED)
    note(younger, LogKind.MERGED)
    pass_lead(younger)
    publish(TeamsMerged(team_id=younger.pk, merged_team_id=older.pk))
    tell(older)
    tell(younger)
    if younger.paid_count >= younger.capacity:
        succeed(team=younger)
    return True


def may_merge(one: GroupTeam, other: GroupTeam) -> bool:
    """Same terms, both about to run out, nobody just paying, and together enough but not too many."""
    alike = one.campaign_id == other.campaign_id and (one.size, one.capacity) == (other.size, other.capacity)
    together = one.paid_count + other.paid_count
    return alike and _runs_out(one) and _runs_out(other) and one.size <= together <= one.capacity


def _runs_out(team: GroupTeam) -> bool:
    return (
        team.status == TeamStatus.OPEN
        and team.expires_at is not None
        and team.expires_at - now() <= MERGE_WINDOW
        and team.paid_count < team.size
        and team.taken_count == team.paid_count
    )


def _all_agree(*teams: GroupTeam) -> bool:
    return not GroupSeat.objects.filter(team__in=teams, status=SeatStatus.PAID, may_merge=False).exists()


def _move_seats(older: GroupTeam, younger: GroupTeam) -> None:
    moving = older.seats.filter(status=SeatStatus.PAID)
    Order.objects.filter(pk__in=moving.values("order_id")).update(deal_ref=younger.token)
    moving.update(team=younger, is_leader=False, updated_at=now())
