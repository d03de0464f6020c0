"""Share → click → sign-up → order → reward, then refund → reversal, with the clock moved along."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.identity.models import User
from accounts.loyalty.selectors import points_of
from community.referral.models import (
    Doubt,
    OrderAttribution,
    Referral,
    ReferralStatus,
    Rejected,
    Reward,
    RewardState,
    ShareClick,
    ShareLink,
)
from community.referral.selectors.pages import brought_by, effect_of
from community.referral.services import (
    attribute_order,
    bring,
    expire_rewards,
    judge,
    know_visitor,
    note_click,
    qualify,
    settle_reward,
    weigh_refund,
)
from config.kernel.clock import now
from orders.checkout import moves
from orders.checkout.models import Order, OrderStatus
from orders.checkout.services import confirm_receipt
from orders.ledger.models import AccountKind
from orders.ledger.selectors import balance_of
from orders.ledger.services import Leg, account, post
from orders.payments.models import Payment
from orders.payments.services import ask_refund, next_refund_part
from orders.payments.services.giving_back import give_back_whole
from orders.settlement.tasks import settle_orders
from tests.community.referral.conftest import AWHILE, brought, shared
from tests.factories.accounts import PASSWORD, UserFactory, operator
from tests.factories.catalog import make_variant
from tests.factories.orders import make_paid_order
from tests.invariants import assert_all_is_well

pytestmark = pytest.mark.django_db
PHONE = {"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15"}
WINDOW = timedelta(days=8)


def open_link(link: ShareLink, client: Client | None = None, **headers: str) -> Client:
    client = client or Client()
    answer = client.get(f"/s/{link.code}", headers=PHONE | headers)
    assert (answer.status_code, answer["Location"]) == (302, link.path)
    return client


def sign_up(client: Client, email: str) -> User:
    sent = {"display_name": "新朋友", "email": email, "password1": PASSWORD, "terms": "on"}
    assert client.post("/accounts/signup/", sent).status_code == 302
    return User.objects.get(email=email)


def hear(order: Order) -> Order:
    """What the subscribers do when the order is placed and paid."""
    attribute_order(order=order)
    qualify(order=order)
    return order


def finish(order: Order, later) -> None:
    moves.move(order, to=OrderStatus.SHIPPED)
    confirm_receipt(order=order, buyer=order.buyer)
    later(WINDOW)
    assert settle_orders() == 1
    settle_reward(order_pk=order.pk)
    settle_reward(order_pk=order.pk)  # told twice


def refund(order: Order, cents: int) -> None:
    payment = Payment.objects.get(trade=order.trade)
    part = next_refund_part(order)
    ask_refund(order=order, payment=payment, amount_cents=cents, reason="aftersale", part=part)
    weigh_refund(order_pk=order.pk)
    weigh_refund(order_pk=order.pk)


def wallet(person: User) -> int:
    return balance_of(AccountKind.WALLET, owner=str(person.pk))


def test_from_the_link_to_the_reward_and_back(inviter, variant, time_machine_later):
    link = shared(inviter, variant)
    friend = open_link(link)
    open_link(link, friend)  # the same day: once
    time_machine_later(timedelta(days=6))
    invitee = sign_up(friend, "friend@example.test")
    referral = Referral.objects.get(invitee=invitee)
    assert (referral.inviter, referral.link, referral.status) == (inviter, link, ReferralStatus.GOOD)
    assert points_of(invitee) == 500
    assert referral.reward.state == RewardState.PENDING
    order = hear(make_paid_order(invitee, {variant: 1}))
    assert OrderAttribution.objects.get(order=order).link == link
    assert Reward.objects.get(order=order).state == RewardState.QUALIFIED
    assert wallet(inviter) == 0  # nothing before the window is over
    finish(order, time_machine_later)
    assert (Reward.objects.get().state, wallet(inviter)) == (RewardState.GRANTED, 1_000)
    sums = brought_by(inviter)
    assert (sums.opened, sums.joined, sums.ordered, sums.granted_cents) == (1, 1, 1, 1_000)
    assert_all_is_well()
    refund(order, 10_000)
    reward = Reward.objects.get()
    assert (reward.state, reward.taken_back_cents, wallet(inviter)) == (RewardState.REVERSED, 1_000, 0)
    assert brought_by(inviter).granted_cents == 0
    assert_all_is_well()


def test_a_refund_before_the_window_waits_for_another_order(inviter, variant, time_machine_later):
    referral = brought(inviter, variant)
    order = hear(make_paid_order(referral.invitee, {variant: 1}))
    give_back_whole(order=Order.objects.get(pk=order.pk), reason="cancelled")
    weigh_refund(order_pk=order.pk)
    assert (Reward.objects.get().state, Reward.objects.get().order) == (RewardState.PENDING, None)
    second = hear(make_paid_order(referral.invitee, {variant: 1}))
    finish(second, time_machine_later)
    assert wallet(inviter) == 1_000


def test_no_order_in_thirty_days_is_no_reward(inviter, variant, time_machine_later):
    referral = brought(inviter, variant)
    time_machine_later(timedelta(days=31, hours=1))
    hear(make_paid_order(referral.invitee, {variant: 1}))
    assert Reward.objects.get().state == RewardState.PENDING
    assert expire_rewards() == 1
    assert (Reward.objects.get().state, Reward.objects.get().reason) == (RewardState.REJECTED, Rejected.TOO_LATE)
    assert expire_rewards() == 0


def test_too_small_an_order_pays_nothing(inviter, time_machine_later):
    cheap = make_variant(price_cents=2_000)
    referral = brought(inviter, cheap)
    finish(hear(make_paid_order(referral.invitee, {cheap: 1})), time_machine_later)
    assert (Reward.objects.get().state, wallet(inviter)) == (RewardState.PENDING, 0)


def test_the_month_has_a_limit(inviter, variant, time_machine_later, monkeypatch):
    monkeypatch.setattr("community.referral.services.rewarding.MOST_REWARDS", 1)
    referrals = [brought(inviter, variant) for _turn in range(2)]
    orders = [hear(make_paid_order(one.invitee, {variant: 1})) for one in referrals]
    for order in orders:
        moves.move(order, to=OrderStatus.SHIPPED)
        confirm_receipt(order=order, buyer=order.buyer)
    time_machine_later(WINDOW)
    settle_orders()
    for order in orders:
        settle_reward(order_pk=order.pk)
    assert sorted(Reward.objects.values_list("state", "reason")) == [("granted", ""), ("rejected", "cap")]
    assert wallet(inviter) == 1_000


def test_spent_rewards_are_no_debt(inviter, variant, time_machine_later):
    referral = brought(inviter, variant)
    order = hear(make_paid_order(referral.invitee, {variant: 1}))
    finish(order, time_machine_later)
    legs = [Leg(account(AccountKind.WALLET, owner=str(inviter.pk)), -700), Leg(account(AccountKind.WRITE_OFF), 700)]
    post(key="spent", kind="adjustment", legs=legs, reference="X-1")
    refund(order, 10_000)
    assert (Reward.objects.get().taken_back_cents, wallet(inviter)) == (300, 0)
    assert_all_is_well()


# ---- who does not count -----------------------------------------------------------------------------------------


def test_programs_and_early_birds_are_led_on_but_not_counted(inviter, variant):
    link = shared(inviter, variant)
    for headers in (
        {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"},
        {"User-Agent": ""},
        {"Sec-Purpose": "prefetch"},
    ):
        client = open_link(link, **headers)
        assert "visitor" not in client.cookies
    assert Client().head(f"/s/{link.code}", headers=PHONE).status_code == 302
    ShareLink.objects.filter(pk=link.pk).update(created_at=now())
    open_link(link)  # within a second of its making
    assert not ShareClick.objects.filter(is_bot=False).exists()
    assert brought_by(inviter).opened == 0
    assert Client().get("/s/ABCDEFGHJK").status_code == 404


def test_a_flood_from_one_address_is_no_crowd(inviter, variant):
    link = shared(inviter, variant)
    for _turn in range(35):
        open_link(link)
    assert ShareClick.objects.filter(is_bot=False).count() == 30


def test_ones_own_link_brings_nothing(inviter, variant):
    link = shared(inviter, variant)
    me = Client()
    me.force_login(inviter)
    open_link(link, me)
    assert not ShareClick.objects.exists()
    stranger = open_link(link)  # opened before signing in, in one's own browser
    know_visitor(key=stranger.cookies["visitor"].value, user=inviter, network="")
    assert attribute_order(order=make_paid_order(inviter, {variant: 1})) is None


def test_the_last_link_counts_for_seven_days(inviter, variant, time_machine_later):
    other = UserFactory()
    first, second = shared(inviter, variant), shared(other, variant)
    client = open_link(first)
    time_machine_later(timedelta(days=1))
    open_link(second, client)
    buyer = UserFactory()
    know_visitor(key=client.cookies["visitor"].value, user=buyer, network="")
    time_machine_later(timedelta(days=6))
    attribute_order(order=make_paid_order(buyer, {variant: 1}))
    assert OrderAttribution.objects.get().link == second
    assert effect_of(target="product", ref=variant.product.slug).orders == 1
    time_machine_later(timedelta(days=2))
    assert attribute_order(order=make_paid_order(buyer, {variant: 1})) is None


def test_a_click_eight_days_old_brings_nobody(inviter, variant, time_machine_later):
    client = open_link(shared(inviter, variant))
    time_machine_later(timedelta(days=8))
    sign_up(client, "late@example.test")
    assert not Referral.objects.exists()


# ---- one person with two accounts -------------------------------------------------------------------------------


def test_the_same_device_is_held_and_judged(inviter, variant, client, time_machine_later):
    me = Client(headers=PHONE)
    me.force_login(inviter)
    made = me.post("/share/link/", {"path": f"/products/{variant.product.slug}/"}).json()
    ShareLink.objects.update(created_at=now() - AWHILE)
    link = ShareLink.objects.get(code=made["code"])
    signed_out = Client()
    signed_out.cookies["visitor"] = me.cookies["visitor"].value
    open_link(link, signed_out)
    invitee = sign_up(signed_out, "second@example.test")
    referral = Referral.objects.get()
    assert (referral.status, referral.doubt, points_of(invitee)) == (ReferralStatus.HELD, Doubt.SAME_DEVICE, 0)
    order = hear(make_paid_order(invitee, {variant: 1}))
    finish(order, time_machine_later)
    assert wallet(inviter) == 0  # waits for somebody to look
    boss = operator()
    client.force_login(boss)
    assert client.get(reverse("platform:referrals")).content.decode().count('data-test="referral"') == 1
    page = reverse("platform:referral-judge", args=[referral.key])
    client.post(page, {"is_good": "1", "note": ""})
    assert Referral.objects.get().status == ReferralStatus.HELD  # not without a reason
    client.post(page, {"is_good": "1", "note": "Mother and daughter, I called them"})
    assert (wallet(inviter), points_of(invitee)) == (1_000, 500)
    judge(referral=referral, is_good=False, note="again", actor=boss)
    assert Referral.objects.get().status == ReferralStatus.GOOD  # decided once
    client.force_login(inviter)
    assert client.post(page, {"is_good": "1", "note": "I am good"}).status_code in {302, 403, 404}


def test_a_ring_from_one_network_and_a_shared_phone_are_held(inviter, variant):
    link = shared(inviter, variant)
    found = []
    for place in "ABCD":
        note_click(link=link, visitor=place * 20, user=None, is_bot=False)
        found.append(bring(invitee=UserFactory(), visitor=place * 20, network="n1"))
    assert [one.doubt for one in found] == ["", "", Doubt.SAME_NETWORK, Doubt.SAME_NETWORK]
    make_paid_order(inviter, {variant: 1})
    hear(make_paid_order(found[0].invitee, {variant: 1}))  # to the inviter's phone number
    assert Referral.objects.get(pk=found[0].pk).doubt == Doubt.SAME_PHONE
    judge(referral=Referral.objects.get(pk=found[0].pk), is_good=False, note="Same person", actor=operator())
    assert Reward.objects.get(pk=found[0].pk).state == RewardState.REJECTED
