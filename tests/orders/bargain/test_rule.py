"""The rule as arithmetic: equal cuts, the last one reaches the floor to the cent."""

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from orders.bargain.models import Bargain
from orders.bargain.rule import Rule
from tests.factories.bargains import make_bargain


def test_every_friend_takes_the_same():
    rule = Rule(12_800, 9_800, 6)
    assert rule.cuts == [500] * 6
    assert rule.is_even
    assert [rule.price_after(friends) for friends in (0, 1, 6)] == [12_800, 12_300, 9_800]


def test_what_does_not_divide_goes_a_cent_each_to_the_first():
    rule = Rule(10_000, 9_000, 3)
    assert rule.cuts == [334, 333, 333]
    assert (rule.first_cut_cents, rule.last_cut_cents, rule.larger_cuts) == (334, 333, 1)
    assert rule.price_after(3) == 9_000


@given(st.integers(1, 10**9), st.integers(0, 10**8), st.integers(1, 50))
def test_any_rule_reaches_its_floor_and_no_cut_differs_by_more_than_a_cent(floor, span, friends):
    rule = Rule(floor + span, floor, friends)
    assert rule.price_after(friends) == floor
    assert max(rule.cuts) - min(rule.cuts) <= 1
    assert sorted(rule.cuts, reverse=True) == rule.cuts


@pytest.mark.django_db
def test_the_database_knows_the_rule_too():
    bargain = make_bargain(helped=1)
    for wrong in ({"current_cents": 11_700}, {"helped": 2}, {"helped": 4, "current_cents": 8_800}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Bargain.objects.filter(pk=bargain.pk).update(**wrong)
    assert Bargain.objects.get(pk=bargain.pk).current_cents == 11_800
