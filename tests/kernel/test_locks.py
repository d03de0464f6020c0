"""Locks in one order: whoever comes, nobody waits in a circle."""

import threading
import time

import pytest
from django.db import OperationalError, transaction

from config.kernel.errors import TryAgain
from config.kernel.locks import is_contention, locked, locked_one, patient
from config.kernel.models import IdempotencyKey

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def two() -> list[int]:
    rows = [IdempotencyKey.objects.create(actor="a", route="r", key=str(number), body_hash="") for number in range(2)]
    return [row.pk for row in rows]


def test_opposite_wishes_never_deadlock(two, race):
    def take(order: list[int]) -> int:
        for _round in range(10):
            with transaction.atomic():
                assert [row.pk for row in locked(IdempotencyKey.objects.all(), order)] == sorted(two)
                time.sleep(0.005)
        return 10

    assert race(take, [two, two[::-1]] * 3) == [10] * 6


def test_the_harness_deadlocks_without_the_order(two, race):
    """One takes A then B, the other B then A, each holding its first while it asks for its second."""
    both_hold_one = threading.Barrier(2)

    def take(order: list[int]) -> str:
        with transaction.atomic():
            locked_one(IdempotencyKey.objects.all(), order[0])
            both_hold_one.wait(10)
            locked_one(IdempotencyKey.objects.all(), order[1])
        return "done"

    outcomes = race(take, [two, two[::-1]])
    [trouble] = [outcome for outcome in outcomes if outcome != "done"]
    assert isinstance(trouble, OperationalError)
    assert is_contention(trouble)


def test_a_patient_service_tries_again_and_then_says_so(two, race):
    held, let_go = threading.Event(), threading.Event()
    tries = []

    @patient(tries=2)
    def impatient() -> None:
        tries.append(1)
        with transaction.atomic():
            IdempotencyKey.objects.select_for_update(nowait=True).get(pk=two[0])

    def hold() -> str:
        with transaction.atomic():
            locked_one(IdempotencyKey.objects.all(), two[0])
            held.set()
            let_go.wait(10)
        return "held"

    def ask() -> str:
        held.wait(10)
        try:
            impatient()
        finally:
            let_go.set()
        return "served"

    outcomes = race(lambda act: act(), [hold, ask])
    assert outcomes[0] == "held"
    assert isinstance(outcomes[1], TryAgain)
    assert len(tries) == 2
