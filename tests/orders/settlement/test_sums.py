"""What a shop gets for an order, as arithmetic: every split sums, whatever the order of refunds."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orders.settlement.models import LineKind
from orders.settlement.sums import Bill, Discount, GivenBack, Goods, lines_of, sum_of


def by_kind(lines) -> dict[str, int]:
    return {kind: sum_of(lines, kind) for kind in LineKind if sum_of(lines, kind)}


def test_a_sale_with_freight_a_shared_discount_and_commission():
    goods = [
        Goods("1", "Cup", 2, 5000, discount_cents=1500, platform_discount_cents=500, basis_points=500),
        Goods("2", "Pot", 1, 8000, basis_points=1000),
    ]
    bill = Bill("HT-1", goods, 800, [Discount("9", "New", 1500, 500)])
    lines = lines_of(bill)
    assert by_kind(lines) == {
        LineKind.SALE: 18_000,
        LineKind.FREIGHT: 800,
        LineKind.DISCOUNT: -1500,
        LineKind.SUBSIDY: 500,
        LineKind.COMMISSION: -450 - 800,  # 5 % of 100.00 − 15.00 + 5.00, and 10 % of 80.00; nothing of freight
    }
    assert sum(line.cents for line in lines) == bill.paid_cents + 500 - 1250


def test_a_refund_takes_its_part_of_commission_and_subsidy_along():
    goods = [Goods("1", "Cup", 2, 5000, discount_cents=1000, platform_discount_cents=1000, basis_points=500)]
    bill = Bill("HT-1", goods, 800, [Discount("9", "New", 1000, 1000)], [GivenBack("R-1", 4500)])
    found = by_kind(lines_of(bill))
    assert found[LineKind.REFUND] == -4500
    assert found[LineKind.COMMISSION_BACK] == 250
    assert found[LineKind.SUBSIDY_BACK] == -500


def test_freight_given_back_costs_no_commission():
    bill = Bill(
        "HT-1", [Goods("1", "Cup", 1, 5000, basis_points=500)], 800, (), [GivenBack("1", 5000), GivenBack("2", 800)]
    )
    assert by_kind(lines_of(bill))[LineKind.COMMISSION_BACK] == 250


def test_a_refund_for_one_line_gives_back_that_lines_commission():
    goods = [Goods("1", "Cup", 1, 5000, basis_points=500), Goods("2", "Pot", 1, 5000, basis_points=2000)]
    for parts, back in (({"2": 5000}, 1000), ({"1": 5000}, 250), ({}, 625)):
        bill = Bill("HT-1", goods, 800, (), [GivenBack("R-1", 5000, parts=parts)])
        assert by_kind(lines_of(bill))[LineKind.COMMISSION_BACK] == back


def test_goods_that_cost_nothing():
    free = Goods("1", "Cup", 1, 5000, discount_cents=5000, platform_discount_cents=5000, basis_points=500)
    bill = Bill("HT-1", [free], 800, [Discount("9", "Gift", 5000, 5000)])
    assert sum(line.cents for line in lines_of(bill)) == 800 + 5000 - 250
    given = Bill("HT-1", [free], 800, [Discount("9", "Gift", 5000, 5000)], [GivenBack("R-1", 800)])
    assert sum(line.cents for line in lines_of(given)) == 0


@st.composite
def bills(draw) -> Bill:
    goods, platform, whole = [], 0, 0
    for place in range(draw(st.integers(1, 5))):
        quantity, unit = draw(st.integers(1, 9)), draw(st.integers(1, 99_999))
        discount = draw(st.integers(0, quantity * unit))
        share = draw(st.integers(0, discount))
        goods.append(Goods(str(place), "x", quantity, unit, discount, share, draw(st.integers(0, 5000))))
        whole, platform = whole + discount, platform + share
    discounts = [Discount("1", "x", whole, platform)] if whole else []
    bill = Bill("HT-1", goods, draw(st.integers(0, 5000)), discounts)
    left, refunds = bill.paid_cents, []
    for place in range(draw(st.integers(0, 4))):
        part = left if draw(st.booleans()) else draw(st.integers(0, left))
        if part:
            parts = {one.key: draw(st.integers(0, part)) for one in goods if draw(st.booleans())}
            refunds.append(GivenBack(f"R-{place}", part, parts=parts))
            left -= part
    return Bill("HT-1", goods, bill.shipping_cents, discounts, refunds)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(bills())
def test_the_lines_are_what_was_paid_and_kept_plus_subsidy_less_commission(bill):
    lines = lines_of(bill)
    kept = bill.paid_cents - sum(one.cents for one in bill.refunds)
    commission = -sum_of(lines, LineKind.COMMISSION, LineKind.COMMISSION_BACK)
    subsidy = sum_of(lines, LineKind.SUBSIDY, LineKind.SUBSIDY_BACK)
    assert sum(line.cents for line in lines) == kept - commission + subsidy
    assert 0 <= commission <= bill.commission_cents
    assert 0 <= subsidy <= bill.subsidy_cents
    assert len({line.key for line in lines}) == len(lines)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(bills())
def test_what_is_refunded_whole_leaves_nothing(bill):
    left = bill.paid_cents - sum(one.cents for one in bill.refunds)
    rest = [GivenBack("R-rest", left)] if left else []
    whole = Bill(bill.number, bill.goods, bill.shipping_cents, bill.discounts, [*bill.refunds, *rest])
    if whole.refunds:
        assert sum(line.cents for line in lines_of(whole)) == 0
