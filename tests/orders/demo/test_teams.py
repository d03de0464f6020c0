"""Teams of the demo: as true to every rule as if people had formed them, and new ones when the old have ended."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.identity.models import User
from orders.checkout.models import OrderStatus
from orders.demo.tasks import demo_teams
from orders.groupbuy.models import GroupLog, GroupSeat, GroupTeam, SeatStatus, TeamStatus
from orders.groupbuy.selectors import lacking_one
from orders.groupbuy.tasks import expire_teams
from orders.payments.tasks import close_unpaid_trades
from tests.invariants import assert_all_is_well

pytestmark = pytest.mark.django_db


def test_teams_of_every_kind_keep_every_promise(world) -> None:
    assert_all_is_well()
    assert set(GroupTeam.objects.values_list("status", flat=True)) == {"open", "succeeded", "refunded"}
    for team in GroupTeam.objects.prefetch_related("seats__order"):
        paid = [seat for seat in team.seats.all() if seat.status == SeatStatus.PAID]
        assert team.paid_count == (len(paid) or team.paid_count)
        assert team.expires_at > world.now or team.status != TeamStatus.OPEN
        states = {seat.order.status for seat in team.seats.all()}
        if team.status == TeamStatus.OPEN:
            assert states == {OrderStatus.WAIT_GROUP}
        elif team.status == TeamStatus.REFUNDED:
            assert states == {OrderStatus.CLOSED}
        else:
            assert OrderStatus.WAIT_GROUP not in states
        assert GroupLog.objects.filter(team=team, kind="opened").count() == 1
    assert len(lacking_one()) >= 3
    assert GroupSeat.objects.filter(buyer=world.cast["shopper"], is_running=True).count() == 1


def test_a_demo_of_last_week_still_has_a_team_to_join(world, settings, time_machine_later) -> None:
    time_machine_later(timedelta(days=8))
    expire_teams()
    close_unpaid_trades()
    assert lacking_one() == []
    settings.DEMO = False
    assert demo_teams() == 0
    settings.DEMO = True
    assert demo_teams() == 0  # nobody there but those one signs in as
    for place, user in enumerate(User.objects.filter(addresses__isnull=False).exclude(email__contains="@demo.test")):
        User.objects.filter(pk=user.pk).update(is_demo=True, email=f"p{place}@people.demo.test")
    assert sum(demo_teams() for _ in range(5)) == 4
    assert len(lacking_one()) == 4
    assert_all_is_well()
