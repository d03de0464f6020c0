"""The arithmetic of reports: weights, bonuses, what a sum does, how strikes grow."""

from __future__ import annotations

import pytest

from content.moderation.scoring import (
    Limits,
    accuracy_bonus,
    hides,
    limits,
    locks,
    next_step_h,
    report_weight,
    silences,
)


@pytest.mark.parametrize(
    ("asked", "weight"),
    [
        ({"level": 0}, 1.0),
        ({"level": 1}, 2.0),
        ({"level": 2}, 3.0),
        ({"level": 4}, 5.0),
        ({"level": 0, "is_staff": True}, 6.0),
        ({"level": 3, "is_staff": True}, 6.0),
        ({"level": 1, "reason": "danger"}, 4.0),
        ({"level": 0, "is_staff": True, "takes_action": True}, 11.0),
        ({"level": 1, "decided": 5, "upheld": 5}, 2.0),  # five decisions say nothing yet
        ({"level": 1, "decided": 16, "upheld": 16}, 2.0 + 5 * 2),  # log₄ 16 = 2
        ({"level": 1, "decided": 16, "upheld": 0}, 0.0),  # never below nothing
    ],
)
def test_what_a_report_weighs(asked, weight):
    assert report_weight(**asked) == pytest.approx(weight)


@pytest.mark.parametrize(
    ("decided", "upheld", "bonus"),
    [
        (0, 0, 0.0),
        (10, 7, 0.0),  # exactly at the axis
        (64, 64, 15.0),  # 5 · log₄ 64
        (64, 0, -15.0),
        (20, 17, 5 * 0.5 * 2.160964),  # half way from 70 % to all, log₄ 20
        (20, 7, -5 * 0.5 * 2.160964),  # half way from 70 % to nothing
    ],
)
def test_how_often_somebody_was_right(decided, upheld, bonus):
    assert accuracy_bonus(decided=decided, upheld=upheld, by=Limits()) == pytest.approx(bonus, abs=1e-5)


def test_five_known_or_three_trusted_people_hide_something():
    by = Limits()
    assert by.hide_at == pytest.approx(8.3333, abs=1e-4)
    known, trusted = report_weight(level=1, by=by), report_weight(level=2, by=by)
    assert [hides(known * n, by=by) for n in (4, 5)] == [False, True]
    assert [hides(trusted * n, by=by) for n in (2, 3)] == [False, True]


def test_newcomers_are_silenced_by_three_and_threads_locked():
    assert silences(3.0, 3, level=0)
    assert not silences(3.0, 3, level=1)
    assert not silences(9.0, 2, level=0)
    assert not silences(2.4, 3, level=0)
    assert [locks(one) for one in (31.24, 31.25)] == [False, True]


def test_steps_grow_and_the_last_one_repeats():
    assert [next_step_h(n) for n in range(6)] == [24, 72, 168, 720, 720, 720]


def test_every_number_can_be_set(settings):
    settings.MODERATION = {"hide_at": 4.0}
    assert limits().hide_at == 4.0
    assert hides(4.0)
