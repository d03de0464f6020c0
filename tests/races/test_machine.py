"""Buying, paying late, calling off, teaming up, complaining: in any order; after each step the books are right.

Hypothesis chooses the steps. The run is the same every time, in two halves; MACHINE_EXAMPLES=12 (make prove) makes it
2,400 steps, 400 looks further, MACHINE_SEED=… looks elsewhere, and MACHINE_SHRINK=1 finds the shortest story that
breaks a promise, which takes a while.
"""

from __future__ import annotations

import os
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from orders.aftersales.models import CaseKind, CaseReason, CaseStatus
from orders.aftersales.services import Wish, accept, agree, cancel, escalate, offer, open_case, reject
from orders.cart.services import put_in, set_quantity
from orders.checkout.models import Order, OrderStatus
from orders.checkout.services import Agreed, confirm_receipt, place_trade
from orders.fulfilment.services import ship
from orders.groupbuy.models import GroupCampaign, GroupTeam, TeamStatus
from orders.groupbuy.services import merge_teams
from orders.payments.gateways import gateway_named
from orders.payments.gateways.base import ChargeState
from orders.payments.gateways.sandbox import Outcome, decide
from orders.payments.models import Payment, PaymentState, SandboxCharge
from orders.payments.services import cancel_order, capture_payment, check_payment, fail_payment, open_payment
from tests.factories.groupbuy import pay_order, place_seat
from tests.factories.orders import DELIVERY, paid_charge
from tests.invariants import broken_promises
from tests.races.machine import Market, attempt

EXAMPLES, STEPS = int(os.environ.get("MACHINE_EXAMPLES", "3")), 100  # of each half
LEAST_STEPS = EXAMPLES * STEPS * 9 // 10  # a story may end before its hundredth step
SEED = int(os.environ.get("MACHINE_SEED", "0"))
ANY = st.integers(0, 99)


def there_is(*states: str) -> Any:
    """A rule that needs an order (or, by the payments' names, a payment) in one of these states."""
    return precondition(lambda self: any(self.stands[state] for state in states))


class Trading(RuleBasedStateMachine):
    """Each rule is one thing that somebody does; what it refuses is fine, what it leaves behind must be right."""

    steps: Counter[str] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.market = Market()
        self.stands: Counter[str] = Counter()  # orders and payments by their state, as after the last step

    @initialize(good=ANY)
    def begin(self, good: int) -> None:
        """One order at each stop of the way, the farthest first: few steps must suffice to complain about one."""
        for buyer, way in enumerate(((self.pay, self.send, self.receive), (self.pay, self.send), (self.pay,), ())):
            self.place(buyer, good + buyer, 1)
            for go_on in way:
                go_on(0, 1) if go_on == self.send else go_on(0)

    def did(self, step: str) -> None:
        Trading.steps[step] += 1

    def one(self, which: int, *states: str) -> Order | None:
        found = self.market.orders(*states)
        return found[which % len(found)] if found else None

    def payment(self, which: int, *states: str) -> Payment | None:
        found = self.market.payments(*states)
        return found[which % len(found)] if found else None

    # ---- buying ---------------------------------------------------------------------------------------------

    @rule(buyer=ANY, good=ANY, quantity=st.integers(1, 4))
    def add(self, buyer: int, good: int, quantity: int) -> None:
        self.did("add")
        variant = self.market.goods[good % len(self.market.goods)]
        attempt(lambda: put_in(shopper=self.market.shopper(buyer), variant_key=variant.key, quantity=quantity))

    @rule(buyer=ANY, good=ANY, quantity=st.integers(1, 3))
    def place(self, buyer: int, good: int, quantity: int) -> None:
        """Whatever lies in the cart, and at least this."""
        self.did("place")
        shopper, variant = self.market.shopper(buyer), self.market.goods[good % len(self.market.goods)]
        attempt(lambda: put_in(shopper=shopper, variant_key=variant.key, quantity=1))
        attempt(lambda: set_quantity(shopper=shopper, variant_key=variant.key, quantity=quantity))
        attempt(lambda: place_trade(shopper=shopper, delivery=DELIVERY, agreed=Agreed(), notes={}))

    @rule(buyer=ANY)
    def take_a_coupon(self, buyer: int) -> None:
        """There are three, one each; the checkout uses what helps most."""
        self.did("take a coupon")
        attempt(lambda: self.market.take_coupon(buyer))

    @rule(good=ANY, on_hand=st.integers(0, 12))
    def count(self, good: int, on_hand: int) -> None:
        """The merchant counts the shelf."""
        self.did("count")
        attempt(lambda: self.market.restock(good, on_hand))

    # ---- paying ---------------------------------------------------------------------------------------------

    def _begin(self, which: int) -> Payment | None:
        order = self.one(which, OrderStatus.PENDING_PAYMENT)
        if order is None or order.trade is None:
            return None
        payment = attempt(lambda: open_payment(trade=order.trade))
        return payment if isinstance(payment, Payment) else None

    @there_is(OrderStatus.PENDING_PAYMENT)
    @rule(which=ANY)
    def pay(self, which: int) -> None:
        self.did("pay")
        if payment := self._begin(which):
            capture_payment(payment=payment, charge=paid_charge(payment))
            assert not payment.trade.orders.filter(status=OrderStatus.PENDING_PAYMENT).exists()

    @there_is(OrderStatus.PENDING_PAYMENT)
    @rule(which=ANY)
    def pay_without_a_word(self, which: int) -> None:
        """The bank has the money; its message is on the way, perhaps for ever."""
        self.did("pay without a word")
        if payment := self._begin(which):
            paid_charge(payment)

    @there_is(PaymentState.OPEN, PaymentState.PAID, PaymentState.CLOSED)
    @rule(which=ANY)
    def hear_late(self, which: int) -> None:
        """A message about any payment whose money is at the bank, however long ago, however often."""
        self.did("hear late")
        at_bank = SandboxCharge.objects.filter(state=ChargeState.PAID).values("out_trade_no")
        told = [one for one in self.market.payments() if at_bank.filter(out_trade_no=one.out_trade_no).exists()]
        if told:
            payment = told[which % len(told)]
            charge = gateway_named(payment.gateway).query(payment.attempt)
            capture_payment(payment=payment, charge=charge)

    @there_is(PaymentState.OPEN)
    @rule(which=ANY)
    def decline(self, which: int) -> None:
        self.did("decline")
        if payment := self.payment(which, PaymentState.OPEN):
            charge = gateway_named(payment.gateway).query(payment.attempt)
            if charge.state != ChargeState.PAID:
                fail_payment(payment=payment, charge=charge)

    @there_is(PaymentState.OPEN)
    @rule(which=ANY)
    def ask_the_bank(self, which: int) -> None:
        self.did("ask the bank")
        if payment := self.payment(which, PaymentState.OPEN):
            attempt(lambda: check_payment(payment=payment))

    @there_is(PaymentState.PAID)
    @rule(which=ANY)
    def reverse(self, which: int) -> None:
        """The bank takes the money back by itself, and says so."""
        self.did("reverse")
        if (which % 4 == 0) and (payment := self.payment(which, PaymentState.PAID)):
            decide(out_trade_no=payment.out_trade_no, outcome=Outcome.REVERSE)

    # ---- calling off, sending, receiving ----------------------------------------------------------------------

    @there_is(OrderStatus.PENDING_PAYMENT, OrderStatus.TO_SHIP, OrderStatus.WAIT_GROUP)
    @rule(which=ANY, is_paid=st.booleans())
    def cancel(self, which: int, is_paid: bool) -> None:
        self.did("cancel")
        states = (OrderStatus.TO_SHIP, OrderStatus.WAIT_GROUP) if is_paid else (OrderStatus.PENDING_PAYMENT,)
        if order := self.one(which, *states):
            attempt(lambda: cancel_order(order=order, actor=order.buyer))

    @there_is(OrderStatus.TO_SHIP, OrderStatus.PARTLY_SHIPPED)
    @rule(which=ANY, pieces=st.integers(1, 3))
    def send(self, which: int, pieces: int) -> None:
        self.did("send")
        order = self.one(which, OrderStatus.TO_SHIP, OrderStatus.PARTLY_SHIPPED)
        if order is not None:
            line = order.lines.order_by("pk").first()
            some: Any = {line.pk: pieces} if line and which % 2 else None
            waybill = f"HT{self.market.carrier.pk:05d}{Trading.steps['send']:07d}"
            attempt(
                lambda: ship(order=order, carrier=self.market.carrier, waybill=waybill, quantities=some, actor=None)
            )

    @there_is(OrderStatus.SHIPPED, OrderStatus.DELIVERED)
    @rule(which=ANY)
    def receive(self, which: int) -> None:
        self.did("receive")
        if order := self.one(which, OrderStatus.SHIPPED, OrderStatus.DELIVERED):
            attempt(lambda: confirm_receipt(order=order, buyer=order.buyer))

    # ---- teams --------------------------------------------------------------------------------------------------

    @rule(buyer=ANY, pays=st.booleans(), may_merge=st.booleans())
    def start_team(self, buyer: int, pays: bool, may_merge: bool) -> None:
        self.did("start a team")
        self._take_seat(self.market.campaign, buyer, pays, may_merge)

    @there_is("team open")
    @rule(which=ANY, buyer=ANY, pays=st.booleans(), may_merge=st.booleans())
    def join(self, which: int, buyer: int, pays: bool, may_merge: bool) -> None:
        self.did("join")
        teams = self.market.teams(TeamStatus.OPEN)
        self._take_seat(teams[which % len(teams)], buyer, pays, may_merge)

    def _take_seat(self, where: GroupCampaign | GroupTeam, buyer: int, pays: bool, may_merge: bool) -> None:
        person = self.market.shopper(buyer).user
        order = attempt(lambda: place_seat(where, person, may_merge=may_merge))
        if pays and isinstance(order, Order):
            attempt(lambda: pay_order(order))

    @there_is(OrderStatus.WAIT_GROUP)
    @rule(which=ANY)
    def leave(self, which: int) -> None:
        self.did("leave")
        if order := self.one(which, OrderStatus.WAIT_GROUP):
            attempt(lambda: cancel_order(order=order, actor=order.buyer))

    @there_is("team open")
    @rule(one=ANY, other=ANY)
    def merge(self, one: int, other: int) -> None:
        """Any two teams, near their end or not: whether they may is the service's business."""
        self.did("merge")
        teams = self.market.teams()
        pair = teams[one % len(teams)].pk, teams[other % len(teams)].pk
        if pair[0] != pair[1]:
            attempt(lambda: merge_teams(older_pk=min(pair), younger_pk=max(pair)))

    # ---- after the sale -----------------------------------------------------------------------------------------

    @there_is(OrderStatus.SHIPPED, OrderStatus.DELIVERED, OrderStatus.COMPLETED, OrderStatus.TO_SHIP)
    @rule(which=ANY, pieces=st.integers(1, 2), part=st.integers(1, 4))
    def complain(self, which: int, pieces: int, part: int) -> None:
        """Money back for some pieces, or for a part of what they cost."""
        self.did("complain")
        states = (OrderStatus.SHIPPED, OrderStatus.DELIVERED, OrderStatus.COMPLETED, OrderStatus.TO_SHIP)
        if (order := self.one(which, *states)) is None or (line := order.lines.order_by("pk").first()) is None:
            return
        is_unshipped = order.status == OrderStatus.TO_SHIP
        reason = CaseReason.OTHER
        asked = None if part == 4 else line.paid_cents * part // 5 or 1
        wish = Wish(CaseKind.REFUND, reason, {line.pk: pieces}, asked_cents=asked, is_unshipped=is_unshipped)
        attempt(lambda: open_case(order=order, wish=wish, actor=order.buyer))

    @there_is("case applied", "case rejected", "case offered")
    @rule(which=ANY, does=st.sampled_from(["agree", "reject", "offer", "accept", "withdraw", "escalate"]))
    def answer(self, which: int, does: str) -> None:
        self.did(f"case: {does}")
        cases = self.market.cases(CaseStatus.APPLIED, CaseStatus.REJECTED, CaseStatus.OFFERED)
        case = cases[which % len(cases)]
        buyer, owner = case.order.buyer, self.market.owner_of(case.order)
        acts = {
            "agree": lambda: agree(case=case, actor=owner),
            "reject": lambda: reject(case=case, actor=owner, words="没有坏"),
            "offer": lambda: offer(case=case, actor=owner, cents=max(1, case.most_cents // 3), words="退一部分"),
            "accept": lambda: accept(case=case, actor=buyer),
            "withdraw": lambda: cancel(case=case, actor=buyer),
            "escalate": lambda: escalate(case=case, actor=buyer, words="请平台看看"),
        }
        attempt(acts[does])

    @there_is(OrderStatus.COMPLETED, OrderStatus.SETTLED)
    @rule(days=st.sampled_from([0, 8]))
    def settle(self, days: int) -> None:
        """Books are closed and shops are paid, before and after the window for complaints is over."""
        self.did("settle")
        self.market.later(timedelta(days=days))
        self.market.run_timers()
        self.market.settle()

    # ---- the calendar -----------------------------------------------------------------------------------------

    @rule(minutes=st.sampled_from([4, 16, 52, 90, 24 * 60, 9 * 24 * 60]), first=ANY)
    def time_passes(self, minutes: int, first: int) -> None:
        self.did("time passes")
        self.market.later(timedelta(minutes=minutes))
        self.market.run_timers(first)

    @rule(first=ANY)
    def timers_run_twice(self, first: int) -> None:
        self.did("timers run twice")
        self.market.run_timers(first)
        self.market.run_timers(first + 1)

    # ---- what must hold -----------------------------------------------------------------------------------------

    @invariant()
    def the_books_are_right(self) -> None:
        assert broken_promises() == {}
        self.stands = self.market.stands()

    def teardown(self) -> None:
        """Then nobody does anything any more, and the timers bring everything to its end."""
        try:
            for minutes in (16, 90, 24 * 60, 30 * 24 * 60, 24 * 60):
                self.market.later(timedelta(minutes=minutes))
                self.market.run_timers()
            assert broken_promises() == {}
            self.market.assert_settled()
        finally:
            self.market.back_to_the_present()


@pytest.mark.slow
@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("half", [1, 2])
def test_the_books_are_right_after_every_step(half: int) -> None:
    Trading.steps.clear()
    how = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        phases=(Phase.generate, Phase.shrink) if "MACHINE_SHRINK" in os.environ else (Phase.generate,),
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    machine: Any = seed(2 * SEED + half)(Trading)
    run_state_machine_as_test(machine, settings=how)
    assert sum(Trading.steps.values()) >= LEAST_STEPS, Trading.steps
