"""A repeated request gets the first answer and does the work once."""

import threading
from datetime import timedelta

import pytest
import time_machine

from config.kernel.clock import now
from config.kernel.errors import DomainError
from config.kernel.idempotency import KeyMissing, KeyReused, forget_old_keys, once
from config.kernel.models import AuditEntry, IdempotencyKey

ACTOR, ROUTE = "user:1", "checkout"


def work() -> tuple[int, dict[str, int]]:
    """Leaves a trace for each time it really ran."""
    row = AuditEntry.objects.create(action="test.worked", target="x")
    return 201, {"made": row.pk}


def ask(key: str = "k", body: object = None, do=work, actor: str = ACTOR):
    return once(actor=actor, route=ROUTE, key=key, body=body or {"a": 1}, work=do)


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_work_once_and_hear_the_same(race):
    answers = race(lambda _one: ask(), range(10))
    assert AuditEntry.objects.count() == 1
    assert answers == [(201, {"made": AuditEntry.objects.get().pk})] * 10


@pytest.mark.django_db(transaction=True)
def test_the_harness_shows_double_work_without_the_key(race):
    race(lambda number: ask(key=str(number)), range(10))
    assert AuditEntry.objects.count() == 10


@pytest.mark.django_db
def test_the_same_key_for_another_request_is_refused():
    ask(body={"a": 1, "b": 2})
    assert ask(body={"b": 2, "a": 1})[0] == 201  # the order of the fields means nothing
    with pytest.raises(KeyReused) as refusal:
        ask(body={"a": 2})
    assert (refusal.value.status, refusal.value.code) == (422, "idempotency_key_reused")
    assert AuditEntry.objects.count() == 1


@pytest.mark.django_db
def test_another_actor_may_use_the_same_key():
    assert ask(actor="user:1") != ask(actor="user:2")
    assert AuditEntry.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_failed_work_frees_its_key():
    def refuse():
        work()
        raise DomainError

    with pytest.raises(DomainError):
        ask(do=refuse)
    assert not IdempotencyKey.objects.exists()
    assert not AuditEntry.objects.exists()
    assert ask()[0] == 201


@pytest.mark.django_db(transaction=True)
def test_who_waits_for_failing_work_does_it_instead(race):
    first = threading.Event()

    def fail_once():
        if not first.is_set():
            first.set()
            raise DomainError
        return work()

    outcomes = race(lambda _one: ask(do=fail_once), range(4))
    assert sum(isinstance(outcome, DomainError) for outcome in outcomes) == 1
    assert AuditEntry.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "x" * 256])
def test_a_key_is_needed(key):
    with pytest.raises(KeyMissing):
        ask(key=key)
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db
def test_old_keys_are_forgotten():
    ask(key="old")
    with time_machine.travel(now() + timedelta(hours=49)):
        ask(key="new")
        assert forget_old_keys() == 1
    assert IdempotencyKey.objects.get().key == "new"
