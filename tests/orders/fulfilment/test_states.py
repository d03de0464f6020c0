"""The table of a parcel's life, for people who scan and for carriers' systems that leave scans out."""

from __future__ import annotations

import pytest

from orders.fulfilment.models import ParcelStatus as S
from orders.fulfilment.states import ACTIVE, END, LEFT_OUT, NEXT, REPEATABLE, may_follow


def test_every_state_has_its_row():
    assert set(NEXT) == set(S.values)
    assert set(S.values) == ACTIVE | END
    assert {S.DELIVERED, S.RETURNED} == END


@pytest.mark.parametrize("now", S.values)
@pytest.mark.parametrize("after", S.values)
def test_people_keep_to_the_table(now: str, after: str):
    assert may_follow(now, after) == (after in NEXT[now] and (now != after or now in REPEATABLE))


@pytest.mark.parametrize("now", S.values)
@pytest.mark.parametrize("after", S.values)
def test_whatever_a_person_may_scan_a_machine_may_tell(now: str, after: str):
    assert may_follow(now, after, is_told=True) or not may_follow(now, after)


def test_machines_leave_scans_out():
    assert not may_follow(S.INFO_RECEIVED, S.DELIVERED)
    assert may_follow(S.INFO_RECEIVED, S.DELIVERED, is_told=True)
    assert may_follow(S.CUSTOMS, S.DELIVERED, is_told=True)
    assert may_follow(S.DELIVERY_FAILED, S.RETURNED, is_told=True)
    assert set(LEFT_OUT) <= ACTIVE


@pytest.mark.parametrize("after", sorted(set(S.values) - {S.RETURNING}))
def test_delivered_stays_delivered_unless_it_goes_back(after: str):
    assert not may_follow(S.DELIVERED, after, is_told=True)


@pytest.mark.parametrize("after", S.values)
def test_returned_is_the_end(after: str):
    assert not may_follow(S.RETURNED, after, is_told=True)
