"""Who may decide: limits of staff, the platform's rulings, and nobody on their own business."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.organisations.models import Role
from config.kernel.errors import Invalid
from config.kernel.models import AuditEntry
from orders.aftersales.errors import (
    AskedTooMuch,
    KindImpossible,
    OwnBusiness,
    OwnerNeeded,
    PiecesGone,
    ReasonNeeded,
    WordsTooLong,
)
from orders.aftersales.models import CaseKind, CaseStatus
from orders.aftersales.services import Verdict, Wish, accept, agree, escalate, offer, open_case, reject, rule
from orders.checkout.models import OrderStatus
from orders.fulfilment.services import ship
from orders.payments.models import Refund
from tests.factories.accounts import MembershipFactory, operator
from tests.invariants import assert_all_is_well
from tests.orders.aftersales.conftest import PRICES, Scene
from tests.orders.aftersales.states import WORDS, escalated

pytestmark = pytest.mark.django_db(transaction=True)


def test_large_refunds_need_the_owner(scene: Scene, settings: Any) -> None:
    settings.AFTERSALE_STAFF_LIMIT_CENTS = PRICES[0]
    staff = scene.staff()
    order = scene.received(3)
    small, large = scene.case(order, 1), scene.case(order, 2)
    agree(case=small, actor=staff)
    assert scene.fresh(small).status == CaseStatus.REFUNDED
    with pytest.raises(OwnerNeeded):
        agree(case=large, actor=staff)
    with pytest.raises(OwnerNeeded):
        offer(case=large, actor=staff, cents=PRICES[0] + 1, words=WORDS)
    assert scene.fresh(large).status == CaseStatus.APPLIED
    agree(case=large, actor=scene.owner)
    assert scene.fresh(large).status == CaseStatus.REFUNDED


def test_a_ruling_pays_and_is_written_down(scene: Scene) -> None:
    case = escalated(scene)
    rule(case=case, actor=scene.operator, verdict=Verdict.REFUND, cents=3000, words="双方各担一半。")
    case = scene.fresh(case)
    assert (case.status, case.agreed_cents) == (CaseStatus.REFUNDED, 3000)
    assert Refund.objects.get().amount_cents == 3000
    entry = AuditEntry.objects.get(action="orders.case_ruled")
    assert (entry.actor_pk, entry.reason) == (scene.operator.pk, "双方各担一半。")
    assert entry.after == {"verdict": "refund", "agreed_cents": 3000}
    assert_all_is_well()


def test_a_ruling_for_the_shop_ends_it(scene: Scene) -> None:
    case = escalated(scene)
    rule(case=case, actor=scene.operator, verdict=Verdict.SHOP, words="看不出问题。")
    assert scene.fresh(case).status == CaseStatus.CLOSED
    assert scene.fresh(case.order).open_cases == 0
    assert not Refund.objects.exists()


@pytest.mark.parametrize(
    ("verdict", "cents", "words", "refusal"),
    [
        (Verdict.REFUND, 0, WORDS, Invalid),
        (Verdict.REFUND, -1, WORDS, Invalid),
        (Verdict.REFUND, PRICES[0] + 1, WORDS, AskedTooMuch),
        (Verdict.REFUND, 10**9, WORDS, AskedTooMuch),
        (Verdict.REFUND, 100, "", ReasonNeeded),
        (Verdict.REFUND, 100, "长" * 10_000, WordsTooLong),
        ("nonsense", 100, WORDS, Invalid),
    ],
)
def test_rulings_that_cannot_be(scene: Scene, verdict: str, cents: int, words: str, refusal: type[Exception]) -> None:
    case = escalated(scene)
    with pytest.raises(refusal):
        rule(case=case, actor=scene.operator, verdict=verdict, cents=cents, words=words)
    assert scene.fresh(case).status == CaseStatus.ESCALATED
    assert not AuditEntry.objects.filter(action="orders.case_ruled").exists()


def test_nobody_rules_on_their_own_business(scene: Scene) -> None:
    case = escalated(scene)
    MembershipFactory(role=Role.OPERATOR, user=scene.buyer)
    both = operator()
    MembershipFactory(role=Role.STAFF, user=both, merchant=scene.shop.merchant)
    for somebody in (scene.buyer, both):
        with pytest.raises(OwnBusiness):
            rule(case=case, actor=somebody, verdict=Verdict.SHOP, words=WORDS)
    assert scene.fresh(case).status == CaseStatus.ESCALATED


def test_what_is_back_already_is_not_sent_back_again(scene: Scene) -> None:
    from orders.aftersales.services import refuse

    case = scene.coming_back(scene.received(1))
    refuse(case=case, actor=scene.owner, words="缺了盖子。")
    escalate(case=scene.fresh(case), actor=scene.buyer, words="盖子在箱子里。")
    with pytest.raises(KindImpossible):
        rule(case=scene.fresh(case), actor=scene.operator, verdict=Verdict.RETURN, cents=100, words=WORDS)
    with pytest.raises(Exception, match="case_moved"):
        agree(case=scene.fresh(case), actor=scene.owner)


def test_pieces_shipped_after_a_rejection_are_no_longer_called_off(scene: Scene) -> None:
    order = scene.order(1)
    case = scene.case(order)
    reject(case=case, actor=scene.owner, words="马上发出。")
    ship(order=order, carrier=scene.carrier, waybill=scene.waybill(), actor=scene.owner)
    for step in (
        lambda: agree(case=scene.fresh(case), actor=scene.owner),
        lambda: escalate(case=scene.fresh(case), actor=scene.buyer, words=WORDS),
    ):
        with pytest.raises(PiecesGone):
            step()
    assert scene.fresh(case).status == CaseStatus.REJECTED
    assert_all_is_well()


def test_an_offer_is_a_part_with_a_reason(scene: Scene) -> None:
    case = scene.case(scene.received(1), kind=CaseKind.RETURN)
    for cents, words, refusal in ((0, WORDS, Invalid), (10**9, WORDS, AskedTooMuch), (100, " ", ReasonNeeded)):
        with pytest.raises(refusal):
            offer(case=case, actor=scene.owner, cents=cents, words=words)
    assert scene.fresh(case).status == CaseStatus.APPLIED
    offer(case=case, actor=scene.owner, cents=100, words=WORDS)
    accept(case=scene.fresh(case), actor=scene.buyer)
    with pytest.raises(Exception, match="case_moved"):
        accept(case=scene.fresh(case), actor=scene.buyer)
    assert Refund.objects.count() == 1


def test_a_case_ends_with_an_order_that_ended_another_way(scene: Scene) -> None:
    """The bank takes the payment back: nothing is left to ask for."""
    from orders.payments.services.reversing import reverse_payment

    order = scene.order(1)
    case = scene.case(order)
    reverse_payment(payment=order.trade.payments.get())
    case, order = scene.fresh(case), scene.fresh(order)
    assert (case.status, order.status, order.open_cases) == (CaseStatus.CLOSED, OrderStatus.CLOSED, 0)
    assert_all_is_well()


def test_what_came_back_undelivered_is_paid_back_once(scene: Scene) -> None:
    from orders.fulfilment.models import ParcelStatus
    from orders.fulfilment.services import record_scan, take_in

    order = scene.order(1, 1)
    first, second = order.lines.all()
    for line in (first, second):
        ship(order=order, carrier=scene.carrier, waybill=scene.waybill(), quantities={line.pk: 1}, actor=scene.owner)
    back = order.parcels.get(lines__order_line=first)
    for status in (ParcelStatus.PICKED_UP, ParcelStatus.RETURNING, ParcelStatus.RETURNED):
        record_scan(parcel=back, status=status, actor=scene.courier)
    case = open_case(
        order=scene.fresh(order),
        wish=Wish(kind=CaseKind.REFUND, reason="never_came", pieces={first.pk: 1}),
        actor=scene.buyer,
    )
    take_in(parcel=scene.fresh(back), actor=scene.owner)
    assert not Refund.objects.exists()  # the case is about these pieces
    agree(case=case, actor=scene.owner)
    assert Refund.objects.get().amount_cents == first.paid_cents
    assert_all_is_well()
