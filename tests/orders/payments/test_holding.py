"""A card is held for a deal: captured when it comes about, let go when it doesn't, and never both."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from orders.checkout import moves
from orders.checkout.models import Order, OrderStatus
from orders.fulfilment.services import ship
from orders.ledger.models import LedgerPosting
from orders.payments.errors import NotCapturedYet
from orders.payments.gateways.base import ChargeState
from orders.payments.gateways.mood import Fault, misbehave
from orders.payments.gateways.sandbox import Outcome, decide
from orders.payments.models import Payment, PaymentState, Refund, RefundKind, RefundState, SandboxCharge
from orders.payments.services import cancel_order, open_payment, start_payment, take_held
from orders.payments.tasks import reconcile_payments, retry_refunds, take_held_payments
from tests.factories.accounts import CarrierFactory, UserFactory
from tests.factories.catalog import make_variant
from tests.orders.checkout.test_deals import bought, handshake

__all__ = ["handshake"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _card_first(settings: Any) -> None:
    settings.PAYMENT_GATEWAYS = ["sandbox_card", "sandbox"]


def held(outcome: Outcome = Outcome.PAY) -> tuple[Order, Payment]:
    """An order whose team is forming, its money held on a card."""
    order = bought(make_variant(price_cents=2_000, stock=9))
    payment = open_payment(trade=order.trade)
    assert payment is not None
    start_payment(payment=payment)
    decide(out_trade_no=payment.out_trade_no, outcome=outcome)
    payment.refresh_from_db()
    order.refresh_from_db()
    return order, payment


def team_succeeds(order: Order) -> None:
    moves.move(order, to=OrderStatus.TO_SHIP, reason="team_full")


def at_the_bank(payment: Payment) -> str:
    return SandboxCharge.objects.get(out_trade_no=payment.out_trade_no).state


def test_held_then_taken_when_the_team_is_complete(handshake, books) -> None:
    order, payment = held()
    assert (payment.state, order.status, at_the_bank(payment)) == ("held", OrderStatus.WAIT_GROUP, "held")
    assert payment.held_until is not None
    assert LedgerPosting.objects.count() == 0  # nothing has moved yet
    team_succeeds(order)
    payment.refresh_from_db()
    assert (payment.state, at_the_bank(payment)) == (PaymentState.PAID, ChargeState.PAID)
    assert sum(LedgerPosting.objects.filter(cents__gt=0).values_list("cents", flat=True)) == order.total_cents


def test_let_go_when_the_team_fails(handshake, books) -> None:
    order, payment = held()
    cancel_order(order=order, reason="team_failed")
    order.refresh_from_db()
    payment.refresh_from_db()
    void = Refund.objects.get()
    assert (void.kind, void.state) == (RefundKind.VOID, RefundState.DONE)
    assert (order.status, payment.state, at_the_bank(payment)) == (OrderStatus.CLOSED, "closed", "closed")
    assert LedgerPosting.objects.count() == 0


def test_other_orders_are_charged_at_once(books) -> None:
    from tests.factories.orders import make_trade

    payment = open_payment(trade=make_trade())
    assert payment is not None
    start_payment(payment=payment)
    decide(out_trade_no=payment.out_trade_no, outcome=Outcome.PAY)
    payment.refresh_from_db()
    assert (payment.is_hold, payment.state) == (False, PaymentState.PAID)


def test_a_capture_that_fails_is_tried_again_and_nothing_is_shipped_meanwhile(handshake, books) -> None:
    order, payment = held()
    misbehave(call="capture", fault=Fault.DOWN)
    team_succeeds(order)
    payment.refresh_from_db()
    assert payment.state == PaymentState.HELD
    with pytest.raises(NotCapturedYet):
        ship(order=order, carrier=CarrierFactory(), waybill="SF100001", actor=UserFactory())
    assert take_held_payments() == 1
    ship(order=order, carrier=CarrierFactory(), waybill="SF100002", actor=UserFactory())
    payment.refresh_from_db()
    assert payment.state == PaymentState.PAID


def test_taken_without_a_word_is_found_and_never_taken_twice(handshake, books) -> None:
    """B8: the bank charges the card, and times out."""
    order, payment = held()
    misbehave(call="capture", fault=Fault.DONE_UNSAID)
    team_succeeds(order)
    payment.refresh_from_db()
    assert (payment.state, at_the_bank(payment)) == (PaymentState.HELD, "paid")
    assert take_held_payments() == 1
    payment.refresh_from_db()
    assert payment.state == PaymentState.PAID
    assert take_held_payments() == 0


def test_letting_go_that_fails_is_tried_again(handshake, books, time_machine_later) -> None:
    order, _payment = held()
    misbehave(call="void", fault=Fault.DONE_UNSAID)
    cancel_order(order=order)
    assert Refund.objects.get().state == RefundState.ASKED
    time_machine_later(timedelta(minutes=2))
    assert retry_refunds() == 1
    order.refresh_from_db()
    assert (Refund.objects.get().state, order.status) == (RefundState.DONE, OrderStatus.CLOSED)


def test_a_card_that_lets_go_by_itself_closes_the_order(handshake, books) -> None:
    order, payment = held()
    decide(out_trade_no=payment.out_trade_no, outcome=Outcome.HOLD_EXPIRES)
    order.refresh_from_db()
    payment.refresh_from_db()
    assert (payment.state, payment.failure) == (PaymentState.CLOSED, "hold_expired")
    assert (order.status, order.close_reason) == (OrderStatus.CLOSED, "hold_expired")
    assert handshake.asked.count("give up hold_expired") == 1


def test_a_hold_that_ran_out_unnoticed_is_found(handshake, books, time_machine_later) -> None:
    order, payment = held()
    SandboxCharge.objects.update(state=ChargeState.CLOSED)
    time_machine_later(timedelta(days=7, minutes=1))
    assert reconcile_payments() == 1
    order.refresh_from_db()
    payment.refresh_from_db()
    assert (payment.state, order.status) == (PaymentState.CLOSED, OrderStatus.CLOSED)


def test_success_in_the_moment_the_card_lets_go_closes_the_order(handshake, books) -> None:
    order, _payment = held()
    SandboxCharge.objects.update(state=ChargeState.CLOSED)
    team_succeeds(order)
    order.refresh_from_db()
    assert (order.status, order.close_reason) == (OrderStatus.CLOSED, "hold_expired")


def test_taken_and_given_up_at_once_is_one_of_both(handshake, race, books) -> None:
    for _ in range(4):
        order, payment = held()
        misbehave(call="capture", fault=Fault.DOWN)
        team_succeeds(order)
        race(
            lambda act, order=order, payment=payment: (
                take_held(payment=Payment.objects.get(pk=payment.pk)) if act == "take" else cancel_order(order=order)
            ),
            ["take", "cancel", "take", "cancel"],
        )
        retry_refunds()
        order.refresh_from_db()
        payment.refresh_from_db()
        refund = Refund.objects.get(order=order)
        assert (order.status, refund.state) == (OrderStatus.CLOSED, RefundState.DONE)
        charge = SandboxCharge.objects.get(out_trade_no=payment.out_trade_no)
        if refund.kind == RefundKind.VOID:
            assert (charge.state, payment.state) == ("closed", PaymentState.CLOSED)
        else:
            assert (charge.state, charge.refunded_cents) == ("paid", order.total_cents)
