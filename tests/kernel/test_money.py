import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.kernel.money import Money


def test_parts_of_an_odd_sum_add_up_again():
    assert Money(999).split(97, 3) == [Money(969), Money(30)]


@given(st.integers(-(10**12), 10**12), st.lists(st.integers(0, 10**6), min_size=1, max_size=20).filter(any))
def test_split_sums_to_the_whole_and_is_fair_to_a_cent(cents, weights):
    shares = Money(cents).split(*weights)
    assert sum(share.cents for share in shares) == cents
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share.cents * sum(weights) - cents * weight) < sum(weights)


@pytest.mark.parametrize("wrong", [1.5, "1", None, True])
def test_only_whole_cents(wrong):
    with pytest.raises(TypeError):
        Money(wrong)


def test_currencies_do_not_mix():
    with pytest.raises(ValueError, match="do not add up"):
        Money(1, "CNY") + Money(1, "USD")
