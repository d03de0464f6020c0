"""The catalogue of events is one, and the page about it is made of it."""

from __future__ import annotations

from pathlib import Path

from analytics.tracking.catalogue import ACTIVE, BY_NAME, FROM_BROWSERS, KINDS, Thing
from analytics.tracking.page import catalogue_table

ROOT = Path(__file__).resolve().parents[3]


def test_names_are_their_own_and_fit_their_columns():
    assert len(BY_NAME) == len(KINDS)
    assert all(len(name) <= 40 and name.islower() for name in BY_NAME)
    assert all(len(thing) <= 16 for thing in Thing)


def test_what_is_shown_or_done_to_somebody_makes_nobody_active():
    assert {"impression", "order_refunded", "team_expired"}.isdisjoint(ACTIVE)
    assert {"click", "product_view", "like", "order_paid", "sign_in"} <= ACTIVE


def test_business_facts_are_never_taken_from_a_browser():
    assert not any(name.startswith(("order_", "team_", "sign_", "coupon_")) for name in FROM_BROWSERS)


def test_the_page_about_it_is_made_of_it():
    page = (ROOT / "docs" / "tracking.md").read_text(encoding="utf-8")
    assert catalogue_table() in page, "the table of docs/tracking.md: python -m analytics.tracking.page"
