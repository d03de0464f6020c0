"""Banks, buyers and timers that all speak at once."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from catalog.inventory.models import Stock
from config.kernel.clock import now
from orders.checkout.models import Order, OrderMove, OrderStatus
from orders.payments.gateways.sandbox import SIGNATURE_HEADER, message, sign
from orders.payments.models import Payment, PaymentState, Refund, RefundState, SandboxCharge, WebhookEvent
from orders.payments.services import ask_refund, cancel_order, capture_payment, close_if_unpaid, open_payment
from orders.payments.services.refunding import refund_number
from orders.payments.tasks import close_unpaid_trades, reconcile_payments
from tests.factories.catalog import make_variant
from tests.factories.orders import make_paid_order, make_trade, paid_charge, pay
from tests.races.conftest import TRIES, kinds

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


def waiting_payment(**fields: Any) -> Payment:
    """An open payment of a new trade."""
    payment = open_payment(trade=make_trade(**fields))
    assert payment is not None
    return payment


def post(body: bytes, *, at: int | None = None, signature: str | None = None) -> Any:
    header = sign(body, at=at if at is not None else int(now().timestamp())) if signature is None else signature
    return Client().post(
        "/pay/webhooks/sandbox/", body, content_type="application/json", headers={SIGNATURE_HEADER: header}
    )


def post_again(body: bytes) -> Any:
    """As providers do: told that we are busy (503), they send it again."""
    for _turn in range(TRIES):
        if (answer := post(body)).status_code != 503:
            break
    return answer


def told_paid(payment: Payment, **other: Any) -> bytes:
    paid_charge(payment)
    return message(SandboxCharge.objects.get(out_trade_no=payment.out_trade_no), "charge.paid", **other)


def test_twenty_copies_of_one_message_change_one_state(race, books) -> None:
    payment = waiting_payment()
    body = told_paid(payment)
    assert kinds([one.status_code for one in race(lambda _turn: post_again(body), range(20))]) == {"200": 20}
    assert WebhookEvent.objects.count() == 1
    assert list(OrderMove.objects.order_by("pk").values_list("to_status", flat=True)) == ["pending_payment", "to_ship"]


def test_twenty_messages_with_ids_of_their_own_pay_once(race, books) -> None:
    payment = waiting_payment()
    bodies = [told_paid(payment) for _ in range(20)]
    assert {one.status_code for one in race(post_again, bodies)} == {200}
    assert Payment.objects.get().state == PaymentState.PAID
    assert OrderMove.objects.filter(to_status="to_ship").count() == 1


def test_a_replay_an_hour_later_is_refused_or_known(books, time_machine_later) -> None:
    payment = waiting_payment()
    body = told_paid(payment)
    sent_at = int(now().timestamp())
    assert post(body, at=sent_at).status_code == 200
    time_machine_later(timedelta(hours=1))
    assert post(body, at=sent_at).status_code == 400
    assert post(body).json() == {"outcome": "repeated"}
    assert OrderMove.objects.filter(to_status="to_ship").count() == 1


@pytest.mark.parametrize("first", ["charge.failed", "refund.done"])
def test_messages_in_the_wrong_order_leave_it_paid(books, first: str) -> None:
    payment = waiting_payment()
    paid = told_paid(payment)
    row = SandboxCharge.objects.get()
    odd = message(row, first, state="failed", refund_no=refund_number(Order.objects.get()))
    assert post(odd).status_code == 200
    assert post(paid).status_code == 200
    assert post(message(row, "charge.failed", state="failed")).json() == {"outcome": "ignored"}
    assert post(message(row, "charge.of_the_future")).json() == {"outcome": "ignored"}
    assert Payment.objects.get().state == PaymentState.PAID
    assert Order.objects.get().status == OrderStatus.TO_SHIP


@pytest.mark.parametrize(
    "wrong", [{"amount_cents": 1}, {"currency": "USD"}, {"amount_cents": 0}, {"amount_cents": -12_800}]
)
def test_another_amount_or_currency_is_not_a_payment(books, wrong: dict[str, Any]) -> None:
    body = told_paid(waiting_payment(), **wrong)
    for _ in range(2):
        assert post(body).status_code in {422, 200}
    assert Payment.objects.get().state == PaymentState.OPEN
    assert Order.objects.get().status == OrderStatus.PENDING_PAYMENT
    assert WebhookEvent.objects.get().outcome == "amount_differs"


def test_a_message_about_another_payment_pays_that_one_only(books) -> None:
    mine, other = waiting_payment(), waiting_payment()
    assert post(told_paid(other)).status_code == 200
    mine.refresh_from_db()
    assert mine.state == PaymentState.OPEN
    unknown = message(SandboxCharge(pk=0, out_trade_no="P-NOBODYS", amount_cents=1, currency="CNY"), "charge.paid")
    assert post(unknown).status_code == 422


def forgeries(body: bytes) -> dict[str, dict[str, Any]]:
    stamp = int(now().timestamp())
    good = sign(body, at=stamp)
    return {
        "absent": {"body": body, "signature": ""},
        "of another body": {"body": body.replace(b"12800", b"1"), "signature": good},
        "rubbish": {"body": body, "signature": "t=abc,v1=ü"},
        "time moved": {"body": body, "signature": good.replace(str(stamp), str(stamp + 1))},
        "huge time": {"body": body, "signature": f"t={'9' * 400},v1=0"},
        "stale": {"body": body, "at": stamp - 301},
        "from the future": {"body": body, "at": stamp + 330},
        "not json": {"body": b"\xff\xfe{"},
        "a list": {"body": b"[]"},
        "half": {"body": json.dumps({"id": "x", "kind": "charge.paid"}).encode()},
        "floats": {"body": body.replace(b"12800", b"128.0")},
        "odd state": {"body": body.replace(b'"paid"', b'"stolen"')},
        "odd time": {"body": body.replace(b'"paid_at": ', b'"paid_at": 99999999999999')},
        "no id": {"body": json.dumps(json.loads(body) | {"id": ""}).encode()},
    }


@pytest.mark.parametrize("forgery", list(forgeries(b"{}")))
def test_forgeries_are_refused_and_change_nothing(books, forgery: str) -> None:
    payment = waiting_payment(wanted={make_variant(price_cents=12_800): 1})
    assert post(**forgeries(told_paid(payment))[forgery]).status_code == 400
    assert Payment.objects.get().state == PaymentState.OPEN
    assert WebhookEvent.objects.count() == 0


def test_other_gateways_and_methods_do_not_exist(client) -> None:
    assert client.post("/pay/webhooks/alipay/", b"{}", content_type="application/json").status_code == 404
    assert client.get("/pay/webhooks/sandbox/").status_code == 405


def test_paying_and_cancelling_at_once_has_one_winner(race, books) -> None:
    for _ in range(6):
        payment = waiting_payment()
        order = payment.trade.orders.get()
        charge = paid_charge(payment)
        outcomes = race(
            lambda act, payment=payment, order=order, charge=charge: (
                capture_payment(payment=payment, charge=charge).state
                if act == "pay"
                else cancel_order(order=order).status
            ),
            ["pay", "cancel", "pay", "cancel"],
        )
        order.refresh_from_db()
        assert order.status in {OrderStatus.TO_SHIP, OrderStatus.CLOSED, OrderStatus.REFUNDING}
        if order.status == OrderStatus.TO_SHIP:
            assert kinds(outcomes)["OrderElsewhere"] == 2
        assert Refund.objects.filter(order=order).count() == (order.status != OrderStatus.TO_SHIP)


def test_cancelling_a_paid_order_twice_at_once_refunds_once(race, books) -> None:
    order = make_paid_order()
    race(lambda _turn: cancel_order(order=order), range(8))
    order.refresh_from_db()
    assert order.status == OrderStatus.CLOSED
    assert Refund.objects.get().state == RefundState.DONE
    assert SandboxCharge.objects.get().refunded_cents == order.total_cents


def test_two_refunds_of_sixty_per_cent_never_make_more_than_was_paid(race, books) -> None:
    order = make_paid_order(wanted={make_variant(price_cents=1_000): 1})
    payment = Payment.objects.get()

    def ask(part: int) -> str:
        ask_refund(order=order, payment=payment, amount_cents=600, reason="after_sale", part=part)
        return "asked"

    assert kinds(race(ask, [1, 2])) == {"asked": 1, "RefundTooLarge": 1}
    assert sum(Refund.objects.values_list("amount_cents", flat=True)) == 600


def test_the_timer_and_the_bank_at_once(race, books, time_machine_later) -> None:
    """The window ends in the very moment the buyer pays: paid and sent, or closed; never paid and lost."""
    payments = [waiting_payment() for _ in range(6)]
    bodies = [told_paid(payment) for payment in payments]
    time_machine_later(timedelta(minutes=16))
    outcomes = race(lambda act: act(), [lambda body=body: post_again(body).status_code for body in bodies]
                    + [close_unpaid_trades, close_unpaid_trades, reconcile_payments])  # fmt: skip
    assert not [one for one in outcomes if isinstance(one, Exception)]
    assert set(Order.objects.values_list("status", flat=True)) == {OrderStatus.TO_SHIP}


def test_ten_late_payments_for_pieces_that_are_gone_go_back_once_each(race, books, time_machine_later) -> None:
    """A4: ten keep and don't pay, ten others buy at the end of the window, then the money of the first ten arrives."""
    leaf = make_variant(stock=10)
    late = [waiting_payment(wanted={leaf: 1}) for _ in range(10)]
    time_machine_later(timedelta(minutes=16))
    assert close_unpaid_trades() == 10
    for _ in range(10):
        pay(make_trade(wanted={leaf: 1}))
    bodies = [told_paid(payment) for payment in late]
    assert {one.status_code for one in race(post_again, bodies * 2)} == {200}
    assert Refund.objects.filter(state=RefundState.DONE).count() == 10
    assert set(Order.objects.filter(trade__payments__in=late).values_list("status", flat=True)) == {OrderStatus.CLOSED}
    assert Order.objects.filter(status=OrderStatus.TO_SHIP).count() == 10
    assert Stock.objects.values_list("on_hand", "reserved").get(pk=leaf.pk) == (10, 10)


def test_opening_and_closing_at_once_leaves_no_attempt_behind(race, books) -> None:
    trade = make_trade()
    acts = [lambda: open_payment(trade=trade), lambda: close_if_unpaid(trade=trade, reason="unpaid")] * 4
    race(lambda act: act(), acts)
    trade.refresh_from_db()
    opened = trade.payments.filter(state=PaymentState.OPEN).count()
    assert (trade.closed_at is None) or opened == 0
    assert opened <= 1
