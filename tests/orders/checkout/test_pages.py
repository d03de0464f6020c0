"""The way through a purchase as a browser without scripts walks it."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from catalog.inventory.models import Stock
from config.kernel.clock import now
from orders.cart.models import CartLine
from orders.checkout.guests import link_of
from orders.checkout.models import Order, OrderStatus, Trade
from orders.payments.models import Payment, PaymentState
from tests.factories.accounts import PASSWORD, AddressFactory, UserFactory
from tests.factories.catalog import make_shop, make_variant
from tests.factories.orders import DELIVERY, freight, make_order, make_paid_order
from tests.invariants import assert_all_is_well

pytestmark = pytest.mark.django_db(transaction=True)
WHERE = {
    "recipient": "林小满",
    "phone": "13812345678",
    "region_code_province": "330000",
    "region_code_city": "330100",
    "region_code": "330106",
    "street": "文三路 100 号",
}


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, name
    return found[1].replace("&amp;", "&")


def open_checkout(client: Client) -> dict[str, str]:
    html = client.get("/checkout/").content.decode()
    return {"key": hidden(html, "key"), "seen": hidden(html, "seen")}


@pytest.fixture
def member(client: Client):
    address = AddressFactory()
    client.force_login(address.user)
    client.address = address
    return client


def test_a_member_buys_from_two_shops(member: Client) -> None:
    tea = make_shop(name="Tea")
    freight(tea)
    leaf, cup = make_variant(tea, price_cents=2_500), make_variant(price_cents=12_000)
    for variant in (leaf, cup):
        assert member.post("/cart/add/", {"variant": variant.key, "quantity": "1"}).status_code == 302
    page = member.get("/cart/").content.decode()
    assert page.count('data-test="cart-line"') == 2
    assert 'data-count="2"' in page
    page = member.get("/checkout/").content.decode()
    assert 'data-test="checkout-submit"' in page
    assert "¥153.00" in page
    answer = member.post("/checkout/", {**open_checkout(member), "address": member.address.key, "note-x": "hi"})
    trade = Trade.objects.get()
    assert answer.url == reverse("orders:pay-trade", args=[trade.number])
    pay = member.get(answer.url, follow=True)
    assert 'data-test="pay-now"' in pay.content.decode()
    payment = Payment.objects.get()
    done = member.post(f"/pay/{payment.key}/", {"outcome": "pay"}, follow=True)
    assert done.content.decode().count('data-test="order-status"') == 2
    assert set(Order.objects.values_list("status", flat=True)) == {OrderStatus.TO_SHIP}
    assert CartLine.objects.count() == 0
    for order in Order.objects.all():
        html = member.get(f"/orders/{order.number}/").content.decode()
        assert 'data-test="order-status"' in html
    assert member.get("/orders/?state=to-ship").content.decode().count('data-test="order-status"') == 2
    assert_all_is_well()


def test_a_guest_buys_and_only_this_browser_sees_the_order(client: Client) -> None:
    leaf = make_variant()
    client.post("/cart/add/", {"variant": leaf.key, "quantity": "1"})
    answer = client.post("/checkout/", {**open_checkout(client), **WHERE, "email": "xiaoman@example.test"})
    assert answer.status_code == 302, answer.content.decode()
    order = Order.objects.get()
    assert order.buyer is None
    assert client.get(f"/orders/{order.number}/").status_code == 200
    other = Client()
    assert other.get(f"/orders/{order.number}/").status_code == 404
    assert (
        other.get(
            f"/pay/{Payment.objects.create(trade=order.trade, gateway='sandbox', amount_cents=1, currency='CNY').key}/"
        ).status_code
        == 404
    )
    assert other.get(link_of(order.trade), follow=True).status_code == 200
    assert other.get(f"/orders/{order.number}/").status_code == 200
    assert Client().get("/orders/guest/forged/").status_code == 404


def test_only_the_proven_address_claims_a_guests_order(client: Client) -> None:
    leaf = make_variant()
    client.post("/cart/add/", {"variant": leaf.key})
    client.post("/checkout/", {**open_checkout(client), **WHERE, "email": "xiaoman@example.test"})
    trade = Trade.objects.get()
    stranger, xiaoman = UserFactory(), UserFactory(email="xiaoman@example.test")
    for user in (stranger, xiaoman):
        browser = Client()
        browser.force_login(user)
        browser.get(link_of(trade))
        trade.refresh_from_db()
        assert (trade.buyer == user) is (user == xiaoman)
    assert Order.objects.get().buyer == xiaoman
    client.get(link_of(trade))
    assert client.get(f"/orders/{Order.objects.get().number}/").status_code == 404  # it is the member's alone now


def test_first_submit_without_scripts_shows_the_shipping_before_anything_is_placed(client: Client) -> None:
    shop = make_shop()
    freight(shop)
    client.post("/cart/add/", {"variant": make_variant(shop, price_cents=1_000).key})
    form = {**open_checkout(client), **WHERE, "email": "a@example.test"}
    answer = client.post("/checkout/", form)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "¥18.00" in html
    assert Trade.objects.count() == 0
    assert client.post("/checkout/", form | {"seen": hidden(html, "seen")}).status_code == 302
    assert Trade.objects.get().total_cents == 1_800


def test_a_price_changed_meanwhile_is_shown_old_and_new(member: Client) -> None:
    leaf = make_variant(price_cents=1_000)
    member.post("/cart/add/", {"variant": leaf.key})
    form = {**open_checkout(member), "address": member.address.key}
    type(leaf).objects.update(price_cents=1_250)
    answer = member.post("/checkout/", form)
    assert answer.status_code == 409
    assert "¥10.00" in answer.content.decode()
    assert "¥12.50" in answer.content.decode()
    assert Trade.objects.count() == 0


def test_a_shortage_names_the_line_and_offers_what_is_left(member: Client) -> None:
    leaf = make_variant(stock=5, title="Rain tea")
    member.post("/cart/add/", {"variant": leaf.key, "quantity": "5"})
    form = {**open_checkout(member), "address": member.address.key}
    make_order(wanted={leaf: 3})
    answer = member.post("/checkout/", form)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Rain tea" in html
    assert 'name="quantity" value="2"' in html
    assert Order.objects.count() == 1
    assert member.post("/cart/update/", {"variant": leaf.key, "quantity": "2", "next": "checkout"}).url == "/checkout/"
    assert Stock.objects.get(pk=leaf.pk).reserved == 3


def test_double_click_and_back_and_resubmit_are_one_order(member: Client) -> None:
    member.post("/cart/add/", {"variant": make_variant().key})
    form = {**open_checkout(member), "address": member.address.key}
    answers = [member.post("/checkout/", form).url for _ in range(3)]
    assert len(set(answers)) == 1
    assert Trade.objects.count() == 1
    changed = member.post("/checkout/", form | {"note-x": "another body"})
    assert changed.url == answers[0]
    assert Trade.objects.count() == 1


@pytest.mark.parametrize("quantity", ["0", "-1", "1.5", "1000000000", "", "many", "１００００"])
def test_bad_quantities_are_refused_in_words(client: Client, quantity: str) -> None:
    leaf = make_variant()
    answer = client.post("/cart/add/", {"variant": leaf.key, "quantity": quantity}, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert "999" in answer.headers["HX-Trigger"]
    assert client.post("/cart/add/", {"variant": leaf.key, "quantity": quantity}).status_code == 302
    assert CartLine.objects.count() == 0


def test_full_width_digits_are_digits(client: Client) -> None:
    client.post("/cart/add/", {"variant": make_variant(stock=20).key, "quantity": "１２"})
    assert CartLine.objects.get().quantity == 12


def test_more_than_there_is_becomes_what_there_is(client: Client) -> None:
    leaf = make_variant(stock=2)
    answer = client.post("/cart/add/", {"variant": leaf.key, "quantity": "5"}, headers={"HX-Request": "true"})
    assert "2" in answer.headers["HX-Trigger"]
    assert 'id="cart-count"' in answer.content.decode()
    assert CartLine.objects.get().quantity == 2


def test_signing_in_brings_the_cart_along(client: Client) -> None:
    leaf, cup = make_variant(stock=20), make_variant()
    user = UserFactory()
    mine = Client()
    mine.force_login(user)
    mine.post("/cart/add/", {"variant": leaf.key, "quantity": "2"})
    client.post("/cart/add/", {"variant": leaf.key, "quantity": "3"})
    client.post("/cart/add/", {"variant": cup.key, "quantity": "1"})
    assert client.login(email=user.email, password=PASSWORD) or client.login(username=user.email, password=PASSWORD)
    client.get("/cart/")
    assert dict(CartLine.objects.values_list("variant_id", "quantity")) in (
        {leaf.pk: 5, cup.pk: 1},
        {leaf.pk: 2},
    )


def test_what_vanished_is_shown_and_left_out(member: Client) -> None:
    gone, sold_out, fine = make_variant(), make_variant(stock=1), make_variant(price_cents=700)
    for variant in (gone, sold_out, fine):
        member.post("/cart/add/", {"variant": variant.key})
    type(gone.product).objects.filter(pk=gone.product_id).update(status="unlisted")
    make_order(wanted={sold_out: 1})
    html = member.get("/cart/").content.decode()
    assert html.count('data-test="cart-line"') == 3
    assert "<small>¥</small>7<small>.00</small>" in html
    assert member.get("/checkout/").status_code == 200


def test_declined_then_paid(member: Client) -> None:
    order = make_order(member.address.user)
    member.get(f"/checkout/{order.trade.number}/pay/")
    first = Payment.objects.get()
    declined = member.post(f"/pay/{first.key}/", {"outcome": "decline"}, follow=True).content.decode()
    assert order.trade.expires_at.astimezone().strftime("%H") is not None
    assert "/pay/" in declined
    first.refresh_from_db()
    assert first.state == PaymentState.FAILED
    member.post(f"/checkout/{order.trade.number}/pay/")
    second = Payment.objects.get(state=PaymentState.OPEN)
    member.post(f"/pay/{second.key}/", {"outcome": "pay"})
    order.refresh_from_db()
    assert order.status == OrderStatus.TO_SHIP
    assert_all_is_well()


def test_a_lost_notification_is_found_by_the_waiting_page(member: Client, time_machine_later) -> None:
    from datetime import timedelta

    order = make_order(member.address.user)
    member.get(f"/checkout/{order.trade.number}/pay/")
    key = Payment.objects.get().key
    page = member.post(f"/pay/{key}/", {"outcome": "pay_lose_notice"}, follow=True).content.decode()
    assert f"/pay/{key}/state/" in page
    time_machine_later(timedelta(seconds=7))
    assert 'data-test="order-status"' in member.get(f"/pay/{key}/state/").content.decode()
    assert now() is not None


def test_cancel_confirm_and_buy_again(member: Client) -> None:
    order = make_order(member.address.user)
    assert member.post(f"/orders/{order.number}/cancel/").status_code == 302
    order.refresh_from_db()
    assert order.status == OrderStatus.CLOSED
    paid = make_paid_order(member.address.user)
    assert member.post(f"/orders/{paid.number}/confirm/").status_code == 409
    member.post(f"/orders/{paid.number}/cancel/")
    paid.refresh_from_db()
    assert (paid.status, paid.close_reason) == (OrderStatus.CLOSED, "cancelled")
    assert member.post(f"/orders/{paid.number}/again/").url == "/cart/"
    assert CartLine.objects.count() == 1
    assert_all_is_well()


def test_others_orders_do_not_exist(client: Client) -> None:
    order = make_order()
    client.force_login(UserFactory())
    assert client.get(f"/orders/{order.number}/").status_code == 404
    for action in ("cancel", "confirm", "again"):
        assert client.post(f"/orders/{order.number}/{action}/").status_code == 404
    assert client.get(f"/checkout/{order.trade.number}/pay/").status_code == 404
    order.refresh_from_db()
    assert order.status == OrderStatus.PENDING_PAYMENT


def test_anothers_address_cannot_be_chosen(member: Client) -> None:
    member.post("/cart/add/", {"variant": make_variant().key})
    other = AddressFactory()
    answer = member.post("/checkout/", {**open_checkout(member), "address": other.key})
    assert answer.status_code == 422
    assert Trade.objects.count() == 0
    assert DELIVERY.recipient == "林小满"
    assert mail.outbox == []
