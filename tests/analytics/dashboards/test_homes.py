"""The homes of merchants and of the platform: figures equal a naive count, to-dos lead to their lists."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from accounts.organisations.models import Permission, Role
from analytics.dashboards.charts import nice_top
from analytics.dashboards.selectors import new_customers, sales
from catalog.products.models import ListingStatus
from orders.checkout.models import Order, OrderStatus
from tests.factories.accounts import MerchantFactory, UserFactory, operator
from tests.factories.catalog import make_merchant_user, make_product, make_shop, make_variant
from tests.factories.orders import make_order, make_paid_order

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=SHANGHAI)
BUDGET = 25


def at(order: Order, moment: datetime) -> Order:
    Order.objects.filter(pk=order.pk).update(paid_at=moment)
    order.refresh_from_db()
    return order


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def shop(db):
    return make_shop()


@pytest.fixture
def variant(shop):
    return make_variant(shop=shop, price_cents=10_000, stock=500)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 24, 0, 0, tzinfo=SHANGHAI), 13),
        (datetime(2026, 11, 23, 23, 59, 59, 999_999, tzinfo=SHANGHAI), 12),
        (datetime(2026, 11, 11, 0, 0, tzinfo=SHANGHAI), 0),
        (datetime(2026, 11, 10, 23, 59, 59, tzinfo=SHANGHAI), None),
    ],
)
def test_a_sale_falls_on_its_local_day(shop, variant, moment: datetime, day: int | None):
    order = at(make_paid_order(None, {variant: 1}), moment)
    with time_machine.travel(NOON, tick=False):
        found = sales(Order.objects.filter(shop=shop), currency="CNY")
    assert found.paid_cents == [order.total_cents if place == day else 0 for place in range(14)]
    assert sum(found.earlier_cents) == (order.total_cents if day is None else 0)


def test_today_is_compared_up_to_the_same_time(shop, variant):
    week = timedelta(days=7)
    moments = [NOON, NOON - timedelta(hours=1), NOON - week - timedelta(minutes=1), NOON - week + timedelta(minutes=1)]
    orders = [at(make_paid_order(None, {variant: count}), moment) for count, moment in enumerate(moments, 1)]
    make_order(None, {variant: 1})
    with time_machine.travel(NOON, tick=False):
        found = sales(Order.objects.filter(shop=shop), currency="CNY")
    assert (found.paid.today, found.paid.before) == (
        orders[0].total_cents + orders[1].total_cents,
        orders[2].total_cents,
    )
    assert (found.paid_orders.today, found.paid_orders.before) == (2, 1)
    assert found.average.today == found.paid.today / 2
    assert found.paid_cents[6] == orders[2].total_cents + orders[3].total_cents


def test_refunds_do_not_change_what_was_paid(shop, variant):
    order = at(make_paid_order(None, {variant: 1}), NOON)
    Order.objects.filter(pk=order.pk).update(status=OrderStatus.CLOSED)
    with time_machine.travel(NOON, tick=False):
        assert sales(Order.objects.filter(shop=shop), currency="CNY").paid.today == order.total_cents


def test_a_customer_is_new_once(shop, variant):
    old, new = UserFactory(), UserFactory()
    at(make_paid_order(old, {variant: 1}), NOON - timedelta(days=60))
    at(make_paid_order(old, {variant: 1}), NOON)
    at(make_paid_order(new, {variant: 1}), NOON - timedelta(hours=2))
    at(make_paid_order(new, {variant: 1}), NOON - timedelta(hours=1))
    with time_machine.travel(NOON, tick=False):
        figure = new_customers(shop)
    assert (figure.today, sum(figure.days)) == (1, 1)


def test_the_merchants_home(shop, variant, django_assert_max_num_queries):
    owner = make_merchant_user(shop)
    orders = [make_paid_order(None, {variant: 2}) for _ in range(3)]
    make_product(shop, status=ListingStatus.REJECTED)
    make_product(shop, status=ListingStatus.DRAFT)
    make_product(shop, stock=2)
    client = signed_in(owner)
    client.get("/merchant/")
    with django_assert_max_num_queries(BUDGET):
        answer = client.get("/merchant/")
    assert [todo.count for todo in answer.context["todos"]] == [3, 0, 1, 1, 1]
    assert answer.context["tiles"][0].value == f"¥{sum(order.total_cents for order in orders) / 100:,.2f}"
    page = answer.content.decode()
    assert page.count('data-test="kpi"') == 4
    assert page.count('data-test="chart"') == 1
    assert all(order.number in page for order in orders)
    assert "?tab=to-ship" in page


def test_table_and_csv_say_what_the_chart_says(shop, variant):
    owner = make_merchant_user(shop)
    order = make_paid_order(None, {variant: 1})
    client = signed_in(owner)
    page = client.get("/merchant/", {"table": "paid"})
    assert [row.cents for row in page.context["rows"]] == [0] * 13 + [order.total_cents]
    answer = client.get("/merchant/paid.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 15
    assert rows[-1][1] == f"{order.total_cents // 100}.{order.total_cents % 100:02d}"


def test_a_merchant_with_nothing_is_helped(db):
    for user in (make_merchant_user(make_shop()), make_merchant_user(None)):
        assert signed_in(user).get("/merchant/").status_code == 200
    owner = UserFactory()
    MerchantFactory(owner=owner)  # approved, but without a shop yet
    assert signed_in(owner).get("/merchant/").status_code == 200
    assert signed_in(owner).get("/merchant/paid.csv").status_code == 404


def test_staff_see_what_they_may(shop, variant):
    order = make_paid_order(None, {variant: 1})
    staff = make_merchant_user(shop, role=Role.STAFF, permissions=[Permission.CATALOGUE])
    answer = signed_in(staff).get("/merchant/")
    assert "tiles" not in answer.context
    assert order.number not in answer.content.decode()
    assert signed_in(staff).get("/merchant/paid.csv").status_code == 403


def test_the_platforms_home(shop, variant, django_assert_max_num_queries):
    person = operator()
    MerchantFactory(open=False)
    make_product(shop, status=ListingStatus.PENDING)
    late = at(make_paid_order(None, {variant: 1}), datetime.now(SHANGHAI) - timedelta(hours=49))
    make_paid_order(None, {variant: 1})
    client = signed_in(person)
    client.get("/platform/")
    with django_assert_max_num_queries(BUDGET):
        answer = client.get("/platform/")
    assert [todo.count for todo in answer.context["todos"]] == [1, 1, 1, 0, 0, 0]
    page = answer.content.decode()
    assert page.count('data-test="kpi"') == 4
    assert shop.name in page
    found = client.get("/platform/orders/", {"only": "late"}).content.decode()
    assert late.number in found
    assert found.count('data-test="order-status"') == 1
    assert client.get("/platform/paid.csv").status_code == 200


def test_the_platforms_order_search_is_masked(shop, variant, django_assert_max_num_queries):
    buyer = UserFactory(display_name="林小满")
    orders = [make_paid_order(buyer, {variant: 1}) for _ in range(3)]
    client = signed_in(operator())
    client.get("/platform/orders/")
    with django_assert_max_num_queries(12):
        page = client.get("/platform/orders/", {"q": orders[0].number}).content.decode()
    assert orders[0].number in page
    assert orders[1].number not in page
    assert "林**" in page
    assert "林小满" not in page
    assert client.get("/platform/orders/", {"q": "nothing like this"}).status_code == 200


def test_the_platform_is_for_operators(db, shop):
    for user in (UserFactory(), make_merchant_user(shop)):
        for path in ("/platform/", "/platform/orders/", "/platform/paid.csv"):
            assert signed_in(user).get(path).status_code == 404


@pytest.mark.parametrize(
    ("highest", "top"), [(0, 4), (3, 4), (4, 4), (11_820, 12_000), (99, 100), (0.5, 0.8), (7_999_999, 8_000_000)]
)
def test_axes_end_on_round_numbers(highest: float, top: float):
    assert nice_top(highest) == pytest.approx(top)
