"""A16: everything that may exist once, asked for many times at once. Counters are what the rows say."""

from __future__ import annotations

import pytest
from django.db.models import Sum
from django.test import Client

from accounts.identity.models import User
from accounts.organisations.models import Merchant
from orders.cart.models import Cart, CartLine
from orders.cart.selectors import cart_count
from orders.cart.services import put_in
from orders.checkout.models import Order, OrderMove, OrderStatus, Trade
from orders.checkout.services import confirm_receipt
from orders.fulfilment.services import ship
from tests.factories.accounts import CarrierFactory, UserFactory
from tests.factories.catalog import make_variant
from tests.factories.orders import fill_cart, make_paid_order, shopper_for
from tests.races.conftest import ROUNDS, WHERE, kinds

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


def test_one_product_put_into_one_cart_many_times_at_once_is_one_line(race) -> None:
    for _ in range(ROUNDS):
        leaf, shopper = make_variant(stock=100), shopper_for()
        race(
            lambda _tap, leaf=leaf, shopper=shopper: put_in(shopper=shopper, variant_key=leaf.key, quantity=1),
            range(12),
        )
        assert Cart.objects.filter(user=shopper.user).count() == 1
        line = CartLine.objects.get(cart__user=shopper.user)
        assert line.quantity == cart_count(user=shopper.user) == 12


def test_one_address_signs_up_once_however_often_it_is_sent(race) -> None:
    for turn in range(ROUNDS):
        form = {
            "email": f"once{turn}@example.test",
            "display_name": "小荷",
            "password1": "lotus-and-frogs-77",
            "terms": "on",
        }
        answers = race(lambda _tap, form=form: Client().post("/accounts/signup/", form).status_code, range(6))
        assert all(isinstance(one, int) and one < 500 for one in answers), answers
        assert User.objects.filter(email=form["email"]).count() == 1


def test_one_business_applies_once_however_often_it_is_sent(race) -> None:
    for _ in range(ROUNDS):
        person = UserFactory()

        def apply(_tap: int, person: User = person) -> int:
            client = Client()
            client.force_login(person)
            form = {"name": f"半亩 {person.pk}", "intro": "茶", "contact_name": "阿川", "contact_phone": "13812345678"}
            return client.post("/merchant/apply/", form).status_code

        answers = race(apply, range(6))
        assert all(isinstance(one, int) and one < 500 for one in answers), answers
        assert Merchant.objects.filter(memberships__user=person).distinct().count() <= 1


def test_the_checkout_button_pressed_eight_times_orders_once(race, books) -> None:
    """A10 on the page: one hidden key, eight tabs or taps, then back and once more."""
    for _ in range(ROUNDS):
        leaf, shopper = make_variant(stock=10), shopper_for()
        fill_cart(shopper, {leaf: 1})
        client = Client()
        client.force_login(shopper.user)
        page = client.get("/checkout/").context
        form = {"key": page["key"], "address": "new", **WHERE}
        form["seen"] = client.post("/checkout/summary/", form).context["draft"].seen

        def press(_tap: int, form: dict[str, str] = form, shopper=shopper) -> str:
            mine = Client()
            mine.force_login(shopper.user)
            answer = mine.post("/checkout/", form)
            return f"{answer.status_code} {answer.headers.get('Location', '')}"

        outcomes = kinds(race(press, range(8)))
        trade = Trade.objects.get(buyer=shopper.user)
        assert outcomes == {f"302 /checkout/{trade.number}/pay/": 8}
        assert press(0) == f"302 /checkout/{trade.number}/pay/"
        assert Order.objects.filter(buyer=shopper.user).aggregate(sum=Sum("lines__quantity"))["sum"] == 1


def test_a_receipt_confirmed_many_times_at_once_is_one_step(race, books) -> None:
    order = make_paid_order()
    ship(order=order, carrier=CarrierFactory(), waybill="HT0000000001", actor=None)
    race(lambda _tap: confirm_receipt(order=order, buyer=order.buyer), range(8))
    assert OrderMove.objects.filter(order=order, to_status=OrderStatus.COMPLETED).count() == 1
