"""The edges at which funnels have gone wrong, each with the answer written down, in every engine."""

from __future__ import annotations

from datetime import timedelta

from analytics.metrics.engine import FunnelTable
from analytics.metrics.specs import FunnelSpec, Order
from tests.analytics.metrics.logs import MICROSECOND, at, did, shared

VIEW, CART, PAY = frozenset({"view"}), frozenset({"cart"}), frozenset({"pay"})
WEEK = timedelta(days=7)


def funnel(count, log, *, steps=(VIEW, CART), **more) -> FunnelTable:
    return count(log).funnel(FunnelSpec(**shared(steps=steps) | more))


def test_the_window_s_last_microsecond_counts(count):
    begun = at("2026-03-03 10:00")
    assert funnel(count, [did("li", "view", begun), did("li", "cart", begun + WEEK)]).reached == [1, 1]
    assert funnel(count, [did("li", "view", begun), did("li", "cart", begun + WEEK + MICROSECOND)]).reached == [1, 0]


def test_equal_instants_go_by_event_id_unless_any_order_will_do(count):
    begun = at("2026-03-03 10:00")
    in_order = [did("li", "view", begun, id="1"), did("li", "cart", begun, id="2")]
    turned = [did("li", "view", begun, id="2"), did("li", "cart", begun, id="1")]
    assert funnel(count, in_order).reached == [1, 1]
    assert funnel(count, turned).reached == [1, 0]
    assert funnel(count, turned, any_tie=True).reached == [1, 1]


def test_one_event_serves_one_step(count):
    one = did("li", "view", "2026-03-03 10:00")
    for any_tie in (False, True):
        assert funnel(count, [one], steps=(VIEW, VIEW), any_tie=any_tie).reached == [1, 0]
        assert funnel(count, [one, did("li", "view", one.at)], steps=(VIEW, VIEW), any_tie=any_tie).reached == [1, 1]


def test_among_ties_the_right_one_is_taken(count):
    """Taking the first that fits would leave nothing for the last step."""
    begun = at("2026-03-03 10:00")
    events = [did("li", name, begun, id=number) for number, name in (("1", "view"), ("2", "pay"), ("3", "cart"))]
    assert funnel(count, events, steps=(VIEW, CART | PAY, PAY), any_tie=True).reached == [1, 1, 1]


def test_the_best_entry_counts(count):
    """Only the second look lies within the window."""
    begun = at("2026-03-03 10:00")
    late = begun + WEEK + timedelta(hours=1)
    events = [
        did("li", "view", begun),
        did("li", "view", begun + timedelta(days=2)),
        did("li", "cart", late),
    ]
    table = funnel(count, events)
    assert table.reached == [1, 1]
    assert table.times == [(late - begun - timedelta(days=2)) // MICROSECOND]


def test_the_range_selects_entries_and_not_what_follows(count):
    events = [
        did("li", "view", "2026-03-29 23:59"),
        did("li", "cart", "2026-04-02 10:00"),
        did("wu", "view", "2026-03-01 23:59"),
        did("wu", "cart", "2026-03-02 10:00"),
    ]
    assert funnel(count, events).reached == [1, 1]


def test_who_may_still_come_through_is_under_way(count):
    begun = at("2026-03-03 10:00")
    events = [did("li", "view", begun), did("wu", "view", begun - timedelta(days=1))]
    table = funnel(count, events, as_of=begun + WEEK - MICROSECOND)
    assert (table.reached, table.under_way) == ([2, 0], [1, 0])
    assert funnel(count, events, as_of=begun + WEEK).under_way == [0, 0]


def test_the_same_object_all_the_way(count):
    events = [
        did("li", "view", "2026-03-03 10:00", object="product:1"),
        did("li", "cart", "2026-03-03 10:01", object="note:2"),
        did("li", "pay", "2026-03-03 10:02", object="product:1"),
    ]
    assert funnel(count, events, steps=(VIEW, CART, PAY)).reached == [1, 1, 1]
    assert funnel(count, events, steps=(VIEW, CART, PAY), same_object=True).reached == [1, 0, 0]


def test_consecutive_steps_have_nothing_between_them(count):
    direct = [did("li", "view", "2026-03-03 10:00"), did("li", "cart", "2026-03-03 10:02")]
    between = did("li", "open", "2026-03-03 10:01")
    assert funnel(count, direct, order=Order.CONSECUTIVE).reached == [1, 1]
    assert funnel(count, [*direct, between], order=Order.CONSECUTIVE).reached == [1, 0]
    assert funnel(count, [*direct, between]).reached == [1, 1]
    only_steps = {"order": Order.CONSECUTIVE, "events": frozenset({"pay"})}
    assert funnel(count, [*direct, between], **only_steps).reached == [1, 1]  # `open` is not looked at


def test_a_later_entry_may_be_the_one_that_goes_straight_on(count):
    events = [did("li", name, f"2026-03-03 10:0{minute}") for minute, name in enumerate(["view", "view", "cart"])]
    table = funnel(count, events, order=Order.CONSECUTIVE)
    assert (table.reached, table.times) == ([1, 1], [60_000_000])


def test_in_any_order_whichever_comes_first_is_the_entry(count):
    events = [
        did("li", "cart", "2026-03-03 10:00"),
        did("li", "view", "2026-03-03 10:05"),
        did("wu", "pay", "2026-03-03 10:00"),
    ]
    table = funnel(count, events, steps=(VIEW, CART, PAY), order=Order.ANY_ORDER)
    assert table.reached == [2, 1, 0]
    late = [events[0], did("li", "view", events[0].at + WEEK + MICROSECOND)]
    assert funnel(count, late, order=Order.ANY_ORDER).reached == [1, 0]
