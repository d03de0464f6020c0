"""The piece of a bargain: ordered at the price reached, paid, paid late, given up, sent back."""

from datetime import timedelta

import pytest

from config.kernel.access import SignInNeeded
from config.kernel.errors import NotFound
from orders.bargain.errors import BargainBoughtAlready, BargainHeld, BargainOver, OneBargainEach, OnePieceOnly
from orders.bargain.models import Bargain
from orders.bargain.services import help_out, start_bargain
from orders.bargain.tasks import expire_bargains
from orders.cart.shoppers import Shopper
from orders.checkout.models import Order, Trade
from orders.checkout.selectors import draft
from orders.payments.models import Payment, Refund
from orders.payments.services import cancel_order, capture_payment, close_if_unpaid, open_payment
from tests.factories.accounts import UserFactory
from tests.factories.bargains import deal_of, make_bargain, make_campaign, order_bargain
from tests.factories.catalog import make_variant
from tests.factories.orders import freight, paid_charge, pay
from tests.invariants import assert_all_is_well
from tests.orders.conftest import time_machine_later

__all__ = ["time_machine_later"]
pytestmark = pytest.mark.django_db


def fresh(bargain: Bargain) -> Bargain:
    return Bargain.objects.get(pk=bargain.pk)


def test_the_owner_buys_at_the_price_of_this_moment():
    bargain = make_bargain(helped=2)
    freight(bargain.campaign.shop)
    order = order_bargain(bargain)
    assert (order.items_cents, order.total_cents, order.deal_kind, order.deal_ref) == (
        10_800, 10_800, "bargain", bargain.token,
    )  # fmt: skip
    assert fresh(bargain).status == "held"
    pay(order.trade)
    order.refresh_from_db()
    assert order.status == "to_ship"
    assert (fresh(bargain).status, fresh(bargain).order_id, fresh(bargain).paid_cents) == ("bought", order.pk, 10_800)
    assert_all_is_well()


def test_nobodys_help_is_needed():
    order = order_bargain(make_bargain())
    assert order.items_cents == 12_800


def test_never_more_than_the_shop_asks_of_everybody():
    bargain = make_bargain(helped=1)
    variant = bargain.campaign.variant
    variant.price_cents = 10_000
    variant.save()
    assert order_bargain(fresh(bargain)).items_cents == 10_000


def test_while_it_is_being_bought_its_price_stands_still():
    bargain = make_bargain(helped=1)
    order_bargain(bargain)
    with pytest.raises(BargainHeld):
        help_out(bargain=bargain, helper=UserFactory())
    with pytest.raises(BargainHeld):
        order_bargain(bargain)
    assert Order.objects.count() == 1
    assert fresh(bargain).current_cents == 11_800


def test_bought_once_only():
    bargain = make_bargain()
    pay(order_bargain(bargain).trade)
    with pytest.raises(BargainBoughtAlready):
        order_bargain(bargain)
    with pytest.raises(OneBargainEach):
        start_bargain(campaign=bargain.campaign, user=bargain.user)
    with pytest.raises(BargainBoughtAlready):
        help_out(bargain=bargain, helper=UserFactory())
    assert Order.objects.count() == 1


def test_unpaid_it_runs_on(time_machine_later):
    bargain = make_bargain(helped=1)
    order = order_bargain(bargain)
    time_machine_later(timedelta(minutes=16))
    assert close_if_unpaid(trade=order.trade, reason="unpaid")
    assert (fresh(bargain).status, fresh(bargain).order_id, fresh(bargain).paid_cents) == ("open", None, None)
    assert help_out(bargain=bargain, helper=UserFactory()).place == 2
    assert order_bargain(bargain).items_cents == 10_800


def test_unpaid_past_its_deadline_it_is_over(time_machine_later):
    bargain = make_bargain(campaign=make_campaign(hours=1))
    time_machine_later(timedelta(minutes=50))
    order = order_bargain(bargain)
    time_machine_later(timedelta(minutes=16))
    assert expire_bargains() == 0, "a bargain that is being bought waits for its payment"
    assert close_if_unpaid(trade=order.trade, reason="unpaid")
    assert fresh(bargain).status == "expired"
    bargain.campaign.refresh_from_db()
    assert bargain.campaign.taken == 0


def test_ordered_in_time_and_paid_in_the_window_it_is_bought_though_the_deadline_passed(time_machine_later):
    bargain = make_bargain(campaign=make_campaign(hours=1))
    time_machine_later(timedelta(minutes=50))
    order = order_bargain(bargain)
    time_machine_later(timedelta(minutes=12))
    pay(order.trade)
    assert fresh(bargain).status == "bought"


def unpaid_in_time(order: Order) -> Payment:
    """The order's attempt to pay; the order itself has closed meanwhile."""
    payment = open_payment(trade=order.trade)
    assert payment is not None
    Trade.objects.filter(pk=order.trade_id).update(expires_at=order.placed_at)
    close_if_unpaid(trade=Trade.objects.get(pk=order.trade_id), reason="unpaid")
    return payment


def pay_late(payment: Payment) -> None:
    """The bank says that it was paid after all."""
    capture_payment(payment=payment, charge=paid_charge(payment))


def test_paid_late_while_it_still_runs_it_is_bought():
    bargain = make_bargain(helped=1)
    order = order_bargain(bargain)
    pay_late(unpaid_in_time(order))
    order.refresh_from_db()
    assert (order.status, fresh(bargain).status) == ("to_ship", "bought")
    assert_all_is_well()


def test_paid_late_when_it_is_over_everything_goes_back(time_machine_later):
    bargain = make_bargain(campaign=make_campaign(hours=1), helped=1)
    order = order_bargain(bargain)
    payment = unpaid_in_time(order)
    time_machine_later(timedelta(hours=2))
    pay_late(payment)
    order.refresh_from_db()
    assert (order.status in {"refunding", "closed"}, order.close_reason) == (True, "bargain_over")
    assert Refund.objects.get().amount_cents == order.total_cents
    assert expire_bargains() == 1
    assert fresh(bargain).status == "expired"


def test_paid_late_when_another_order_has_it_everything_goes_back():
    bargain = make_bargain(helped=1)
    first = order_bargain(bargain)
    payment = unpaid_in_time(first)
    second = order_bargain(bargain)
    pay_late(payment)
    assert Refund.objects.get().order == first
    assert (fresh(bargain).status, fresh(bargain).order_id) == ("held", second.pk)


def test_called_off_before_it_is_sent_the_bargain_runs_on():
    bargain = make_bargain(helped=1)
    order = order_bargain(bargain)
    pay(order.trade)
    cancel_order(order=Order.objects.get(pk=order.pk), actor=bargain.user)
    assert (fresh(bargain).status, fresh(bargain).order_id) == ("open", None)
    assert Refund.objects.get().amount_cents == 11_800
    assert_all_is_well()


def test_the_price_is_only_for_its_owner_its_variant_and_one_piece():
    bargain, other = make_bargain(helped=1), make_variant()
    for refusal, user, choice in (
        (NotFound, UserFactory(), deal_of(bargain)),
        (NotFound, bargain.user, deal_of(bargain, variant_key=other.key)),
        (OnePieceOnly, bargain.user, deal_of(bargain, quantity=2)),
    ):
        with pytest.raises(refusal):
            order_bargain(bargain, user, choice=choice)
    with pytest.raises(SignInNeeded):
        draft(Shopper(cart_token="x"), choice=deal_of(bargain))
    assert not Order.objects.exists()
    assert fresh(bargain).status == "open"


def test_over_it_can_not_be_bought(time_machine_later):
    bargain = make_bargain(helped=1)
    time_machine_later(timedelta(hours=25))
    with pytest.raises(BargainOver):
        order_bargain(bargain)
    assert not Order.objects.exists()
