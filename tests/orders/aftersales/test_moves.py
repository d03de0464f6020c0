"""The table of a case's life, walked completely: what is not in it is refused and changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from catalog.inventory.models import Stock
from config.kernel.errors import DomainError
from orders.aftersales import moves
from orders.aftersales.errors import CaseElsewhere
from orders.aftersales.models import Case, CaseStatus, CaseStep, Side
from orders.aftersales.moves import ALLOWED, ENDED
from orders.checkout.models import Order, OrderLine
from orders.fulfilment.models import Parcel
from orders.payments.models import PaymentSplit, Refund
from tests.invariants import assert_all_is_well
from tests.orders.aftersales.conftest import Scene
from tests.orders.aftersales.states import MAKERS, STEPS

pytestmark = pytest.mark.django_db
DOCS = Path(__file__).resolve().parents[3] / "docs" / "after-sales.md"


def everything() -> list[Any]:
    """Whatever a step could change."""
    tables = (Case, CaseStep, Order, OrderLine, PaymentSplit, Refund, Parcel, Stock)
    return [list(table.objects.order_by("pk").values()) for table in tables]


def test_the_table_is_complete() -> None:
    assert set(ALLOWED) == set(CaseStatus.values)
    assert {to for steps in ALLOWED.values() for to in steps} == set(CaseStatus.values)
    assert {status for status, steps in ALLOWED.items() if not steps} == ENDED
    assert set(MAKERS) == set(CaseStatus.values)


@pytest.mark.parametrize("origin", CaseStatus.values)
def test_a_step_that_is_not_in_the_table_changes_nothing(scene: Scene, origin: str) -> None:
    case = MAKERS[origin](scene)
    assert case.status == origin
    before = everything()
    for to, side in product(CaseStatus.values, Side.values):
        if side not in ALLOWED[origin].get(to, frozenset()):
            with pytest.raises(CaseElsewhere):
                moves.move(case, to=to, side=side)
    assert everything() == before
    assert_all_is_well()


@pytest.mark.parametrize("origin", CaseStatus.values)
def test_what_people_try_in_every_state(scene: Scene, origin: str) -> None:
    """Each service in each state: either the table has the step, or it is refused and nothing has changed."""
    case = MAKERS[origin](scene)
    before = everything()
    taken = set()
    for name, (side, to, step) in STEPS.items():
        try:
            with transaction.atomic():
                step(scene, case)
                assert side in ALLOWED[origin][to], name
                assert_all_is_well()
                taken.add(name)
                transaction.set_rollback(True)
        except DomainError:
            pass
        assert everything() == before, name
        case.refresh_from_db()
    assert taken == TAKEN[CaseStatus(origin)]


TAKEN: Mapping[str, set[str]] = {
    CaseStatus.APPLIED: {"agree", "offer", "reject", "cancel"},
    CaseStatus.OFFERED: {"agree", "accept", "decline", "escalate", "cancel"},
    CaseStatus.REJECTED: {"agree", "offer", "escalate", "cancel"},
    CaseStatus.ESCALATED: {"agree", "rule", "cancel"},
    CaseStatus.AGREED: {"ship_back", "cancel"},
    CaseStatus.RULED: {"ship_back", "cancel"},
    CaseStatus.BUYER_SHIPPING: {"receive", "refuse"},
    CaseStatus.GOODS_RECEIVED: {"reship", "escalate"},
    CaseStatus.GOODS_REFUSED: {"receive", "escalate"},
    CaseStatus.RESHIPPED: {"confirm", "escalate"},
    CaseStatus.REFUNDING: set(),
    CaseStatus.REFUNDED: set(),
    CaseStatus.DONE: set(),
    CaseStatus.CANCELLED: set(),
    CaseStatus.CLOSED: set(),
}


def test_steps_are_never_rewritten(scene: Scene) -> None:
    step = scene.case(scene.received(1)).steps.get()
    for change in ("UPDATE orders_casestep SET words = 'x' WHERE id = %s", "DELETE FROM orders_casestep WHERE id = %s"):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change, [step.pk])
    assert CaseStep.objects.get(pk=step.pk).words == step.words


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"asked_cents": 10**6}, "case_asks_at_most_what_was_paid"),
        ({"asked_cents": -1}, "case_asks_at_most_what_was_paid"),
        ({"offered_cents": 10**6}, "case_offers_a_part"),
        ({"offered_cents": 0}, "case_offers_a_part"),
        ({"agreed_cents": 10**6}, "case_gives_at_most_what_was_paid"),
        ({"is_unshipped": True, "goods_back": True}, "case_unshipped_is_refund_only"),
    ],
)
def test_the_database_refuses_what_cannot_be(scene: Scene, changes: dict[str, Any], constraint: str) -> None:
    case = scene.case(scene.received(1))
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(**changes)


def test_the_database_keeps_pieces_apart(scene: Scene) -> None:
    line = scene.received(1).lines.get()
    for changes, constraint in (
        ({"claimed_quantity": 2}, "order_line_piece_in_one_case"),
        ({"refunded_quantity": 1}, "order_line_never_overshipped"),
        ({"held_quantity": 1}, "order_line_never_overshipped"),
    ):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            OrderLine.objects.filter(pk=line.pk).update(**changes)


def test_the_document_shows_the_table_of_the_code() -> None:
    rows = [
        f"| {origin} | {to} | {', '.join(side for side in Side.values if side in sides)} |"
        for origin, steps in ALLOWED.items()
        for to, sides in steps.items()
    ]
    text = DOCS.read_text(encoding="utf-8")
    assert [row for row in rows if row not in text] == []
    assert text.count("\n| ") >= len(rows)
