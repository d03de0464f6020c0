"""Steps, groups, and the whole way from paid orders to the page."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from accounts.identity.models import User
from accounts.organisations.models import Role
from analytics.value import services
from analytics.value.histories import Purchase
from analytics.value.models import CustomerValue, RunState, ValueRun
from analytics.value.rfm import TABLE, Group, Score, scores, steps
from analytics.value.selectors import bands_of, grid_of, groups_of, newest_run
from analytics.value.services import ask_for_value, work_out
from config.kernel.clock import now
from orders.checkout.models import Order
from orders.payments.models import Refund, RefundState
from tests.analytics.value.test_models import simulated
from tests.factories.accounts import UserFactory, operator
from tests.factories.catalog import make_merchant_user, make_shop, make_variant
from tests.factories.orders import make_paid_order

BUDGET = 25


def test_fifths_by_rank():
    assert steps([10, 20, 30, 40, 50]) == [1, 2, 3, 4, 5]
    assert steps(list(range(10))) == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]


def test_equal_figures_get_equal_steps():
    """Eighty of a hundred bought once: plain fifths would tear them apart."""
    found = steps([1] * 80 + [2] * 15 + [9] * 5)
    assert set(found[:80]) == {3}
    assert set(found[80:95]) == {5}
    assert set(found[95:]) == {5}
    assert steps([7]) == [3]
    assert steps([]) == []


@given(st.lists(st.integers(-5, 5), max_size=60))
def test_steps_keep_order_and_ties(values):
    found = steps(values)
    assert all(1 <= step <= 5 for step in found)
    for one, step in zip(values, found, strict=True):
        for other, beside in zip(values, found, strict=True):
            assert (one != other) or step == beside
            assert (one <= other) or step >= beside


def test_every_score_is_in_exactly_one_group():
    for recency in range(1, 6):
        for worth in range(1, 6):
            assert sum(span.holds(recency, worth) for span in TABLE) == 1
    assert {span.group for span in TABLE} == set(Group)
    assert Score(5, 5, 5).group == Group.CHAMPIONS
    assert Score(5, 1, 1).group == Group.NEW
    assert Score(1, 5, 5).group == Group.DEAR
    assert Score(3, 2, 3).group == Group.ATTENTION


def test_the_latest_is_best():
    assert [score.recency for score in scores([1, 50, 300], [1, 1, 1], [5, 5, 5])] == [5, 3, 1]


# ---- from orders to the page ------------------------------------------------------------------------------------


@pytest.fixture
def shop(db):
    return make_shop()


@pytest.fixture
def variant(shop):
    return make_variant(shop=shop, price_cents=10_000, stock=500)


def buy(person: User | None, variant, *, days_ago: int = 0, quantity: int = 1) -> Order:
    order = make_paid_order(person, {variant: quantity})
    Order.objects.filter(pk=order.pk).update(paid_at=now() - timedelta(days=days_ago))
    return order


def value_of(shop) -> ValueRun:
    run = ask_for_value(shop=shop)
    assert work_out(run_pk=run.pk)
    run.refresh_from_db()
    return run


def test_orders_become_scores(shop, variant):
    faithful, once, gone = UserFactory(), UserFactory(), UserFactory()
    for days in (300, 100, 3):
        buy(faithful, variant, days_ago=days)
    buy(once, variant, days_ago=10)
    buy(gone, variant, days_ago=400)
    run = value_of(shop)
    rows = {row.user_id: row for row in run.values.all()}
    assert (run.state, run.progress, run.customers, run.repeat_buyers) == (RunState.DONE, 100, 3, 1)
    assert set(rows) == {faithful.pk, once.pk}
    assert (rows[faithful.pk].days_since, rows[faithful.pk].orders) == (4, 3)
    assert rows[faithful.pk].net_cents == 3 * Order.objects.filter(buyer=once).get().total_cents
    assert (rows[faithful.pk].recency, rows[once.pk].recency) == (4, 2)
    assert rows[faithful.pk].p_alive is None


def refund(order: Order, cents: int) -> None:
    Refund.objects.create(
        number=f"{order.number}-back",
        payment=order.trade.payments.first(),
        order=order,
        amount_cents=cents,
        state=RefundState.DONE,
        reason="test",
        done_at=now(),
    )


def test_what_went_back_is_taken_off_and_a_whole_order_is_none(shop, variant):
    partly, wholly = UserFactory(), UserFactory()
    kept, back = buy(partly, variant), buy(wholly, variant)
    refund(kept, 1_000)
    refund(back, back.total_cents)
    rows = {row.user_id: row for row in value_of(shop).values.all()}
    assert set(rows) == {partly.pk}
    assert rows[partly.pk].net_cents == kept.total_cents - 1_000


def test_guests_and_other_shops_are_left_out(shop, variant):
    person = UserFactory()
    buy(person, variant)
    buy(UserFactory(), make_variant(stock=5))
    Order.objects.filter(pk=buy(UserFactory(), variant).pk).update(buyer=None)
    assert [row.user_id for row in value_of(shop).values.all()] == [person.pk]
    assert value_of(None).values.count() == 2


def test_groups_and_grid_count_everybody_once(shop, variant):
    for count in range(1, 8):
        buy(UserFactory(), variant, days_ago=count * 20, quantity=count)
    run = value_of(shop)
    lines = groups_of(run)
    assert [line.group for line in lines] == list(Group)
    assert sum(line.people for line in lines) == 7
    assert sum(cell.people for row in grid_of(run) for cell in row) == 7
    naive = {(row.recency, (row.frequency + row.money + 1) // 2) for row in run.values.all()}
    assert {(cell.recency, cell.worth) for row in grid_of(run) for cell in row if cell.people} == naive
    for line in lines:
        assert line.people == run.values.filter(group=line.group).count()


def test_asking_twice_is_once_and_the_newest_takes_the_place_of_the_older(shop, variant):
    buy(UserFactory(), variant)
    first = ask_for_value(shop=shop)
    assert ask_for_value(shop=shop) == first
    assert work_out(run_pk=first.pk)
    assert not work_out(run_pk=first.pk)
    second = value_of(shop)
    assert newest_run(shop) == second
    assert not ValueRun.objects.filter(pk=first.pk).exists()


def test_the_task_does_it_after_the_transaction(shop, variant, django_capture_on_commit_callbacks):
    buy(UserFactory(), variant)
    with django_capture_on_commit_callbacks(execute=True):
        run = ask_for_value(shop=shop)
    run.refresh_from_db()
    assert run.state == RunState.DONE


def test_one_that_got_stuck_is_given_up(shop):
    stuck = ask_for_value(shop=shop)
    ValueRun.objects.filter(pk=stuck.pk).update(state="running", updated_at=now() - timedelta(hours=1))
    assert ask_for_value(shop=shop) != stuck
    stuck.refresh_from_db()
    assert stuck.state == RunState.FAILED


def test_a_fault_is_shown_and_raised(shop, monkeypatch):
    run = ask_for_value(shop=shop)
    monkeypatch.setattr(services, "bought", lambda *_args, **_more: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        work_out(run_pk=run.pk)
    run.refresh_from_db()
    assert run.state == RunState.FAILED
    client = signed_in(make_merchant_user(shop))
    assert client.get("/merchant/value/").context["has_failed"]


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_shop_with_nothing_is_told_what_is_missing(shop):
    client = signed_in(make_merchant_user(shop))
    assert b'data-test="value-ask"' in client.get("/merchant/value/").content
    assert client.get("/merchant/value/groups.csv").status_code == 404
    value_of(shop)
    answer = client.get("/merchant/value/")
    assert answer.status_code == 200
    assert b'data-test="value-group"' not in answer.content


def test_too_few_repeat_buyers_are_told(shop, variant, django_assert_max_num_queries):
    person = UserFactory()
    buy(person, variant, days_ago=20)
    buy(person, variant)
    value_of(shop)
    client = signed_in(make_merchant_user(shop))
    client.get("/merchant/value/")
    with django_assert_max_num_queries(BUDGET):
        answer = client.get("/merchant/value/")
    page = answer.content.decode()
    assert page.count('data-test="value-group"') == 10
    assert 'data-test="value-too-few"' in page
    assert 'data-test="value-held-out"' not in page
    rows = list(csv.reader(io.StringIO(client.get("/merchant/value/groups.csv").content.decode("utf-8-sig"))))
    assert [int(row[1]) for row in rows[1:]] == [line.people for line, _advice in answer.context["groups"]]


def test_progress_polls_until_it_ends(shop, variant):
    client = signed_in(make_merchant_user(shop))
    run = ask_for_value(shop=shop)
    assert "hx-get" in client.get("/merchant/value/progress/").content.decode()
    work_out(run_pk=run.pk)
    answer = client.get("/merchant/value/progress/")
    assert (answer.status_code, answer["HX-Refresh"]) == (286, "true")


def test_with_enough_repeat_buyers_the_hold_out_stands_beside_the_forecast(db, monkeypatch):
    """Made-up customers that follow the model; the same page as ever."""
    found = services.Bought()
    people = User.objects.bulk_create(
        User(email=f"m{n}@example.test", handle=f"m_{n}", display_name=f"M {n}") for n in range(1_100)
    )
    base = now().date() - timedelta(days=364)
    for one in simulated(1_100):
        who, day = people[one.customer].pk, base + timedelta(days=one.day)
        found.purchases.append(Purchase(who, day.toordinal(), one.cents))
        found.last_days[who] = max(day, found.last_days.get(who, day))
        found.orders[who] += 1
        found.cents[who] += one.cents
    monkeypatch.setattr(services, "bought", lambda *_args, **_more: found)
    run = value_of(None)
    assert run.repeat_buyers >= 500
    assert run.findings["held_out"]["actual"] > 0
    bands = bands_of(run)
    assert sum(band.people for band in bands) == run.values.count()
    client = signed_in(operator())
    for language in ("zh-hans", "en"):
        with translation.override(language):
            page = client.get("/platform/value/", headers={"accept-language": language}).content.decode()
        assert 'data-test="value-held-out"' in page
        assert page.count('data-test="value-band"') == 5


def test_people_who_left_have_no_value(shop, variant):
    person = UserFactory()
    buy(person, variant)
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert value_of(shop).values.count() == 0


def test_only_those_who_may_see_figures(shop, variant):
    clerk = make_merchant_user(shop, role=Role.STAFF, permissions=["orders"])
    assert signed_in(clerk).get("/merchant/value/").status_code == 403
    for path in ("/platform/value/", "/platform/value/groups.csv", "/platform/value/progress/"):
        assert signed_in(make_merchant_user(shop)).get(path).status_code == 404
    assert signed_in(make_merchant_user(shop)).post("/platform/value/ask/").status_code == 404
    assert CustomerValue.objects.count() == 0


def test_the_api_says_what_the_page_says(shop, variant):
    client = signed_in(make_merchant_user(shop))
    assert client.get("/api/v1/merchant/value/").status_code == 404
    buy(UserFactory(), variant)
    assert client.post("/api/v1/merchant/value/").status_code == 202
    work_out(run_pk=ValueRun.objects.get().pk)
    found = client.get("/api/v1/merchant/value/").json()
    assert (found["customers"], found["repeat_buyers"], found["held_out"]) == (1, 0, None)
    page = client.get("/merchant/value/").context["groups"]
    assert [(one["group"], one["people"]) for one in found["groups"]] == [
        (line.group, line.people) for line, _a in page
    ]
    assert signed_in(UserFactory()).get("/api/v1/merchant/value/").status_code == 404
