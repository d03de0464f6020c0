"""Friends who come at the same instant: each counts once, the sum is exact, nobody goes below the floor."""

from __future__ import annotations

from typing import Any

import pytest

from orders.bargain import services
from orders.bargain.models import Bargain, BargainHelp
from orders.bargain.services import help_out, start_bargain
from tests.factories.accounts import UserFactory
from tests.factories.bargains import make_bargain, make_campaign, order_bargain
from tests.races.conftest import kinds

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("books")]
FRIENDS = 30


def rush(race: Any, *, places: int) -> Bargain:
    """Thirty friends for the last few cuts; afterwards the row and the log must tell the same."""
    bargain = make_bargain(campaign=make_campaign(friends=places, floor_cents=9_801))
    outcomes = race(lambda friend: help_out(bargain=bargain, helper=friend).place, UserFactory.create_batch(FRIENDS))
    bargain.refresh_from_db()
    assert sorted(one for one in outcomes if isinstance(one, int)) == list(range(1, places + 1)), kinds(outcomes)
    assert kinds(outcomes)["FloorReached"] == FRIENDS - places
    cuts = list(BargainHelp.objects.filter(bargain=bargain).order_by("place").values_list("cut_cents", flat=True))
    assert cuts == bargain.rule.cuts
    assert bargain.list_cents - sum(cuts) == bargain.current_cents == bargain.floor_cents
    assert (bargain.helped, bargain.version) == (places, places)
    return bargain


@pytest.mark.parametrize("places", [1, 7, 20])
def test_thirty_friends_for_the_last_cuts(race, places):
    rush(race, places=places)


def test_without_the_version_the_same_rush_goes_wrong(race, monkeypatch):
    """The harness sees what it must: take the guard away and cuts are lost or refused by the last line of defence."""

    def careless(bargain: Bargain, **values: Any) -> bool:
        Bargain.objects.filter(pk=bargain.pk).update(**values, version=bargain.version + 1)
        for name, value in values.items():
            setattr(bargain, name, value)
        return True

    monkeypatch.setattr(services, "_write", careless)
    with pytest.raises(AssertionError):
        rush(race, places=20)


def test_one_friend_with_many_fingers_helps_once(race):
    bargain, friend = make_bargain(), UserFactory()
    outcomes = race(lambda _finger: help_out(bargain=bargain, helper=friend).place, range(8))
    assert kinds(outcomes) == {"1": 1, "HelpedAlready": 7}
    assert Bargain.objects.get(pk=bargain.pk).current_cents == 11_800


def test_one_friend_for_two_bargains_of_a_campaign_helps_one(race):
    campaign, friend = make_campaign(), UserFactory()
    bargains = [make_bargain(campaign=campaign) for _two in range(2)]
    outcomes = race(lambda bargain: help_out(bargain=bargain, helper=friend).place, bargains)
    assert kinds(outcomes) == {"1": 1, "HelpedAlready": 1}
    assert sum(one.helped for one in Bargain.objects.all()) == 1


def test_the_last_place_of_a_campaign_goes_to_one(race):
    campaign = make_campaign(places=3)
    outcomes = race(lambda user: bool(start_bargain(campaign=campaign, user=user)), UserFactory.create_batch(12))
    assert kinds(outcomes) == {"True": 3, "BargainSpent": 9}
    campaign.refresh_from_db()
    assert campaign.taken == Bargain.objects.count() == 3


def test_one_owner_in_many_tabs_begins_one(race):
    campaign, owner = make_campaign(), UserFactory()
    tokens = race(lambda _tab: start_bargain(campaign=campaign, user=owner).token, range(8))
    assert len(set(tokens)) == 1
    campaign.refresh_from_db()
    assert campaign.taken == 1


def test_buying_while_friends_help_is_at_a_price_that_was_true(race):
    """The order's price is one the bargain had; no help after it was ordered moved it."""
    bargain = make_bargain(campaign=make_campaign(friends=10, floor_cents=9_800))

    def act(actor: Any) -> Any:
        return order_bargain(bargain).items_cents if actor is None else help_out(bargain=bargain, helper=actor).place

    outcomes = race(act, [*UserFactory.create_batch(8), None, None])
    bargain.refresh_from_db()
    ordered = [one for one in outcomes if isinstance(one, int) and one > 100]
    assert len(ordered) == 1
    assert ordered[0] == bargain.paid_cents == bargain.current_cents == bargain.rule.price_after(bargain.helped)
    assert bargain.helped == bargain.helps.count()
