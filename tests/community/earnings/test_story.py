"""Rate → link → order → frozen → paid by the shop → taken back in proportion, to the cent."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import Sum
from django.test import Client
from django.utils import translation

from community.earnings.models import Earning, EarningState, Level
from community.earnings.selectors import Earned, earned_by
from community.earnings.services import earn, pay_earnings, set_rate
from community.notifications.models import Notification
from community.referral.models import OrderAttribution, Referral, ShareLink
from config.kernel.clock import now
from orders.checkout import moves
from orders.checkout.models import Order, OrderStatus
from orders.checkout.services import confirm_receipt
from orders.ledger.models import AccountKind
from orders.ledger.selectors import balance_of
from orders.ledger.services import Leg, account, post
from orders.payments.models import Payment
from orders.payments.services import ask_refund
from orders.payments.services.giving_back import give_back_whole
from orders.settlement.models import StatementLine
from orders.settlement.selectors import this_monday
from orders.settlement.services import close_week
from orders.settlement.tasks import settle_orders
from orders.settlement.wording import sentence
from tests.community.earnings.conftest import WINDOW, due, elsewhere, finish, refund, sold, tell_all, wallet
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.catalog import make_variant
from tests.factories.orders import make_paid_order
from tests.invariants import assert_all_is_well

pytestmark = pytest.mark.django_db
PHONE = {"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15"}


def lines_sum(shop) -> int:
    return StatementLine.objects.filter(shop=shop).aggregate(sum=Sum("cents"))["sum"] or 0


def test_two_levels_are_frozen_paid_by_the_shop_and_taken_back_in_proportion(
    shop, rate, sharer, inviter, variant, time_machine_later
):
    order = sold(sharer, variant, pieces=3)
    assert dict(Earning.objects.values_list("level", "full_cents")) == {Level.SHARER: 1_500, Level.INVITER: 300}
    assert (earned_by(sharer), wallet(sharer)) == (Earned(pending_cents=1_500), 0)
    finish(order, time_machine_later)
    assert (wallet(sharer), wallet(inviter)) == (1_500, 300)
    assert due(shop) == lines_sum(shop) == 30_000 - 1_800
    assert earned_by(sharer) == Earned(paid_cents=1_500)
    with translation.override("en"):
        assert {sentence(line) for line in StatementLine.objects.filter(kind="sharing")} == {
            "5% of ¥300.00 for who sent the buyer",
            "1% of ¥300.00 for who sent the buyer",
        }
    assert_all_is_well()
    refund(order, 10_000)
    refund(order, 1)
    assert (wallet(sharer), wallet(inviter)) == (1_000, 200)
    assert due(shop) == lines_sum(shop) == 30_000 - 10_001 - 1_200
    refund(order, 19_999)
    assert (wallet(sharer), wallet(inviter), due(shop)) == (0, 0, 0)
    assert earned_by(sharer) == Earned(reversed_cents=1_500)
    assert set(Earning.objects.values_list("state", flat=True)) == {EarningState.REVERSED}
    assert_all_is_well()


def test_the_statement_of_the_week_adds_up_with_it(shop, rate, sharer, inviter, variant, time_machine_later):
    finish(sold(sharer, variant), time_machine_later)
    time_machine_later(timedelta(days=7))
    statement = close_week(shop=shop, currency="CNY", week_on=this_monday(now()) - timedelta(days=7))
    assert statement is not None
    assert (statement.lines_cents, statement.total_cents) == (9_400, 9_400)


def test_goods_given_back_before_are_never_paid(shop, rate, sharer, inviter, variant, time_machine_later):
    order = sold(sharer, variant, pieces=2)
    refund(order, 10_000)
    assert earned_by(sharer).pending_cents == 500
    finish(order, time_machine_later)
    assert (wallet(sharer), wallet(inviter)) == (500, 100)
    assert due(shop) == lines_sum(shop) == 10_000 - 600
    assert_all_is_well()


def test_an_order_given_back_whole_earns_nothing(rate, sharer, variant):
    order = sold(sharer, variant)
    give_back_whole(order=Order.objects.get(pk=order.pk), reason="cancelled")
    tell_all()
    assert Earning.objects.get().state == EarningState.REVERSED
    assert wallet(sharer) == 0


def test_what_was_spent_is_the_platforms_loss(shop, rate, sharer, variant, time_machine_later):
    order = sold(sharer, variant)
    finish(order, time_machine_later)
    legs = [Leg(account(AccountKind.WALLET, owner=str(sharer.pk)), -400), Leg(account(AccountKind.WRITE_OFF), 400)]
    post(key="spent", kind="adjustment", legs=legs, reference="X-1")
    refund(order, 10_000)
    assert (wallet(sharer), Earning.objects.get().short_cents) == (0, 400)
    assert (due(shop), balance_of(AccountKind.SUBSIDY)) == (0, -400)
    assert_all_is_well()


def test_the_rate_of_the_instant_it_was_placed_counts(shop, keeper, rate, sharer, variant, time_machine_later):
    buyer = UserFactory()
    order = sold(sharer, variant, buyer=buyer)
    Earning.objects.all().delete()
    time_machine_later(timedelta(minutes=1))
    set_rate(shop=shop, product=None, first=3_000, second=0, actor=keeper)
    earn(order_pk=order.pk)  # told late
    assert Earning.objects.get().full_cents == 500
    assert earn(order_pk=order.pk) == []
    sold(sharer, variant)
    assert Earning.objects.order_by("-pk").first().full_cents == 3_000


def test_a_product_has_its_own_rate_and_nothing_is_earned_without_one(shop, keeper, sharer, variant):
    sold(sharer, variant)
    assert not Earning.objects.exists()  # off by default
    set_rate(shop=shop, product=None, first=500, second=0, actor=keeper)
    set_rate(shop=shop, product=variant.product, first=0, second=0, actor=keeper)
    other = make_variant(shop, price_cents=3_330)
    buyer = UserFactory()
    sold(sharer, variant, buyer=buyer)
    assert not Earning.objects.exists()
    order = sold(sharer, other, buyer=buyer, pieces=1)
    assert Earning.objects.get(order=order).full_cents == 167  # 166.5, half up


def test_the_whole_way_through_the_outbox(shop, rate, sharer, inviter, variant, time_machine_later):
    """Share → click → sign-up → order → commission and reward → refund, as the shop's own events carry it."""
    mine = Client()
    mine.force_login(sharer)
    made = mine.post("/share/link/", {"path": f"/products/{variant.product.slug}/"}).json()
    ShareLink.objects.update(created_at=now() - timedelta(minutes=5))
    friend = Client()
    assert friend.get(f"/s/{made['code']}", headers=PHONE).status_code == 302
    sent = {"display_name": "新朋友", "email": "friend@example.test", "password1": PASSWORD, "terms": "on"}
    assert friend.post("/accounts/signup/", sent).status_code == 302
    newcomer = Referral.objects.get(inviter=sharer).invitee
    order = make_paid_order(newcomer, {variant: 1}, delivery=elsewhere())
    tell_all()
    assert OrderAttribution.objects.get(order=order).link.code == made["code"]
    assert (earned_by(sharer).pending_cents, earned_by(inviter).pending_cents) == (500, 100)
    moves.move(order, to=OrderStatus.SHIPPED)
    confirm_receipt(order=order, buyer=newcomer)
    time_machine_later(WINDOW)
    assert settle_orders() == 1
    tell_all()
    assert (wallet(sharer), wallet(inviter)) == (1_000 + 500, 100)  # the reward for the friend, and the commission
    tell_all()
    assert set(Notification.objects.filter(kind="earning_paid").values_list("user", flat=True)) == {
        sharer.pk,
        inviter.pk,
    }
    ask_refund(order=order, payment=Payment.objects.get(), amount_cents=10_000, reason="aftersale", part=1)
    tell_all()
    assert (wallet(sharer), wallet(inviter), due(shop)) == (0, 0, 0)
    assert_all_is_well()


def test_paying_twice_at_once_pays_once(shop, rate, sharer, inviter, variant, time_machine_later):
    order = sold(sharer, variant)
    finish(order, time_machine_later)
    for _turn in range(3):
        pay_earnings(order_pk=order.pk)
    assert (wallet(sharer), wallet(inviter)) == (500, 100)
