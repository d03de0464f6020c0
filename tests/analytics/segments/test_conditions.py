"""Trees in and out of JSON, what is refused, and what contradicts itself."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from analytics.segments import cells
from analytics.segments.conditions import (
    Bought,
    Did,
    Every,
    FirstSeen,
    HasLevel,
    HasSteps,
    InGroup,
    Joined,
    JoinedLately,
    Lives,
    Not,
    Some,
    WasActive,
    read,
    written,
)
from analytics.segments.contradictions import check
from analytics.segments.errors import BadCondition, Contradiction, TooFewToExport
from analytics.segments.exporting import OTHERS, suppressed
from analytics.segments.wording import lines_of, said

DAYS = st.dates(date(2020, 1, 1), date(2029, 1, 1))
LEAVES = st.one_of(
    st.builds(Lives, st.sampled_from(["330000", "330100"])),
    st.builds(HasLevel, st.just(("leaf",))),
    st.builds(JoinedLately, st.integers(1, 700)),
    st.builds(InGroup, st.just(("loyal", "new"))),
    st.builds(HasSteps, st.just((1, 3)), st.just((2, 2))),
    st.builds(Did, st.just("search"), st.integers(1, 9), st.one_of(st.none(), st.integers(1, 700))),
    st.builds(WasActive, st.integers(1, 9), st.just(28)),
    st.builds(Bought, st.sampled_from(["count", "sum"]), st.sampled_from(["least", "most"]), st.integers(0, 10**9)),
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(Every, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(Some, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(Not, inner),
    ),
    max_leaves=6,
)


@given(TREES)
def test_a_tree_comes_back_as_it_was(tree):
    try:
        again = read(written(tree))
    except BadCondition:
        return  # nested deeper than is allowed
    assert again == tree
    assert cells.unpack(cells.pack(tree)) == tree


@given(TREES)
def test_every_tree_can_be_read_out(tree):
    for language in ("zh-hans", "en"):
        with translation.override(language):
            assert said(tree)
            assert all(lines_of(tree))


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        "all",
        {},
        {"all": []},
        {"all": [{"is": "did", "event": "search"}], "any": []},
        {"is": "unknown"},
        {"is": "did"},
        {"is": "did", "event": "fly"},
        {"is": "did", "event": "search", "times": 0},
        {"is": "did", "event": "search", "times": 1.5},
        {"is": "did", "event": "search", "times": True},
        {"is": "did", "event": "search", "days": 0},
        {"is": "did", "event": "search", "days": 10**9},
        {"is": "did", "event": "search", "days": 3, "start": "2026-01-01"},
        {"is": "did", "event": "search", "start": "2026-02-01", "end": "2026-01-01"},
        {"is": "did", "event": "search", "start": "soon"},
        {"is": "did", "event": ["search"]},
        {"is": "did", "event": "search", "sql": "1=1"},
        {"is": "lives", "code": "330106"},
        {"is": "lives", "code": "99"},
        {"is": "lives", "code": 330000},
        {"is": "level", "levels": []},
        {"is": "level", "levels": ["king"]},
        {"is": "level", "levels": "leaf"},
        {"is": "group", "groups": [["loyal"]]},
        {"is": "steps", "recency": [5, 1], "worth": [1, 1]},
        {"is": "steps", "recency": [0, 6], "worth": [1, 1]},
        {"is": "steps", "recency": [1], "worth": [1, 1]},
        {"is": "joined"},
        {"is": "joined", "start": "2026-02-01", "end": "2026-02-01"},
        {"is": "joined", "start": 5},
        {"is": "joined_lately", "days": -1},
        {"is": "bought", "measure": "count", "operator": "about", "value": 1},
        {"is": "bought", "measure": "count", "operator": "least", "value": -1},
        {"is": "bought", "measure": "last", "operator": "least", "value": 3, "days": 5},
        {"is": "bought", "measure": "sum", "operator": "least", "value": "a"},
        {"not": {"not": {"not": {"not": {"not": {"is": "did", "event": "search"}}}}}},
        {"any": [{"is": "did", "event": "search"}] * 31},
    ],
)
def test_what_is_no_condition_is_refused(data):
    with pytest.raises(BadCondition) as refusal:
        read(data)
    assert refusal.value.status == 422


@pytest.mark.parametrize("text", ["", "!!", "a", "eyJhIjo", "bnVsbA", "é", "x" * 5_000, "W1tbW1tbW1tb" * 300])
def test_what_is_no_cell_is_refused(text):
    with pytest.raises(BadCondition):
        cells.unpack(text)


NOV, DEC = (date(2026, 11, 1), date(2026, 12, 1)), (date(2026, 12, 1), date(2027, 1, 1))


@pytest.mark.parametrize(
    "parts",
    [
        (Lives("330000"), Lives("440000")),
        (Lives("330100"), Lives("330200")),
        (HasLevel(("leaf",)), HasLevel(("pond",))),
        (InGroup(("new",)), InGroup(("loyal",))),
        (HasSteps((1, 2), (1, 5)), HasSteps((3, 5), (1, 5))),
        (HasSteps((1, 1), (1, 5)), InGroup(("champions",))),
        (Joined(*NOV), Joined(*DEC)),
        (FirstSeen(*DEC), FirstSeen(*NOV)),
        (Bought("count", "most", 2), Bought("count", "least", 3)),
        (Did("search", 3, 30), Not(Did("search", 2, 30))),
        (Did("search"), Every((Not(Did("search")),))),
        (Lives("330000"), Some((Every((InGroup(("new",)), InGroup(("loyal",)))),))),
    ],
)
def test_contradictions_are_named(parts):
    with translation.override("en"):
        with pytest.raises(Contradiction) as refusal:
            check(Every(parts))
        assert refusal.value.text.startswith("Nobody can be in this segment: ")
    assert refusal.value.details["why"]


@pytest.mark.parametrize(
    "tree",
    [
        Every((Lives("330000"), Lives("330100"))),
        Every((Bought("count", "least", 2), Bought("count", "most", 2))),
        Every((Bought("count", "least", 9, 30), Bought("count", "most", 2, 7))),
        Every((Did("search", 3, 30), Not(Did("search", 4, 30)))),
        Every((Did("search", 3, 30), Not(Did("search", 1, 7)))),
        Some((InGroup(("new",)), Every((InGroup(("new",)), InGroup(("loyal",)))))),
        Every((Not(Lives("330000")), Not(Lives("440000")))),
        Every((Joined(*NOV), Joined(date(2026, 11, 30), None))),
    ],
)
def test_what_can_be_is_let_through(tree):
    check(tree)


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("xy"), st.sampled_from("pq")), max_size=60))
def test_no_number_of_a_file_is_about_fewer_than_five(rows):
    try:
        found = suppressed(rows)
    except TooFewToExport:
        assert len(rows) < 5
        return
    assert sum(found.values()) == len(rows)
    assert all(count >= 5 for count in found.values())
    assert all(rows.count(row) == count for row, count in found.items() if row != OTHERS)
