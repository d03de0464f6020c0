"""Beginning, helping, running out: what is promised to the owner and the friends."""

from datetime import timedelta

import pytest

from catalog.inventory.services import set_on_hand
from config.kernel.models import OutboxEvent
from orders.bargain.campaigns import change_campaign, stop_campaign
from orders.bargain.errors import (
    BargainOver,
    BargainSpent,
    CampaignFixed,
    CampaignsOverlap,
    FloorReached,
    HelpedAlready,
    OwnBargain,
    SenselessRule,
)
from orders.bargain.models import Bargain, BargainCampaign, BargainHelp
from orders.bargain.services import expire_bargain, help_out, start_bargain
from orders.bargain.tasks import expire_bargains
from tests.factories.accounts import UserFactory
from tests.factories.bargains import make_bargain, make_campaign
from tests.factories.catalog import make_variant
from tests.orders.conftest import time_machine_later

__all__ = ["time_machine_later"]
pytestmark = pytest.mark.django_db


def told(name: str) -> int:
    return OutboxEvent.objects.filter(name=f"orders.{name}").count()


def test_three_friends_take_the_price_to_the_floor():
    owner, friends = UserFactory(), UserFactory.create_batch(3)
    bargain = start_bargain(campaign=make_campaign(), user=owner)
    assert [help_out(bargain=bargain, helper=friend).cut_cents for friend in friends] == [1_000, 1_000, 1_000]
    bargain.refresh_from_db()
    assert (bargain.current_cents, bargain.helped, bargain.status) == (9_800, 3, "open")
    with pytest.raises(FloorReached):
        help_out(bargain=bargain, helper=UserFactory())
    assert BargainHelp.objects.filter(bargain=bargain).count() == 3
    assert (told("bargain_started"), told("price_cut")) == (1, 3)


def test_nobody_helps_themselves():
    bargain = make_bargain()
    with pytest.raises(OwnBargain):
        help_out(bargain=bargain, helper=bargain.user)
    assert Bargain.objects.get(pk=bargain.pk).current_cents == 12_800


def test_a_friend_helps_once_in_a_campaign_whoever_asks():
    campaign, friend = make_campaign(), UserFactory()
    one, other = make_bargain(campaign=campaign), make_bargain(campaign=campaign)
    help_out(bargain=one, helper=friend)
    for again in (one, other):
        with pytest.raises(HelpedAlready):
            help_out(bargain=again, helper=friend)
    assert Bargain.objects.get(pk=other.pk).current_cents == 12_800


def test_a_friend_may_help_in_another_campaign():
    friend = UserFactory()
    for _campaign in range(2):
        help_out(bargain=make_bargain(), helper=friend)
    assert BargainHelp.objects.filter(helper=friend).count() == 2


def test_beginning_twice_is_one_bargain():
    campaign, owner = make_campaign(), UserFactory()
    assert start_bargain(campaign=campaign, user=owner) == start_bargain(campaign=campaign, user=owner)
    campaign.refresh_from_db()
    assert campaign.taken == 1


def test_no_more_begin_than_there_are_places():
    campaign = make_campaign(places=1)
    make_bargain(campaign=campaign)
    with pytest.raises(BargainSpent):
        start_bargain(campaign=campaign, user=UserFactory())
    assert Bargain.objects.count() == 1


def test_time_ends_it_and_frees_its_place(time_machine_later):
    campaign = make_campaign(places=1, hours=2)
    bargain = make_bargain(campaign=campaign, helped=1)
    assert expire_bargains() == 0
    time_machine_later(timedelta(hours=2))
    with pytest.raises(BargainOver):
        help_out(bargain=bargain, helper=UserFactory())
    assert expire_bargains() == 1
    assert expire_bargains() == 0
    assert expire_bargain(bargain=bargain) is False
    bargain.refresh_from_db()
    campaign.refresh_from_db()
    assert (bargain.status, campaign.taken, told("bargain_expired")) == ("expired", 0, 1)
    make_bargain(campaign=campaign)


def test_after_it_ran_out_one_may_begin_again_even_before_the_timer_came(time_machine_later):
    campaign, owner = make_campaign(hours=2), UserFactory()
    first = make_bargain(owner, campaign)
    time_machine_later(timedelta(hours=3))
    second = start_bargain(campaign=campaign, user=owner)
    assert second != first
    campaign.refresh_from_db()
    assert campaign.taken == 1


def test_a_stopped_campaign_keeps_its_word_to_those_who_began():
    campaign = make_campaign()
    bargain = make_bargain(campaign=campaign)
    stop_campaign(campaign=campaign, actor=UserFactory())
    with pytest.raises(BargainSpent):
        start_bargain(campaign=campaign, user=UserFactory())
    assert help_out(bargain=bargain, helper=UserFactory()).cut_cents == 1_000


def test_a_later_price_does_not_change_what_was_promised():
    campaign = make_campaign()
    bargain = make_bargain(campaign=campaign)
    variant = campaign.variant
    variant.price_cents = 20_000
    variant.save()
    assert help_out(bargain=bargain, helper=UserFactory()).cut_cents == 1_000


@pytest.mark.parametrize("gone", ["stock", "price", "planned", "off_sale"])
def test_nothing_begins_that_could_not_be_kept(gone):
    campaign = make_campaign()
    if gone == "stock":
        set_on_hand(variant=campaign.variant, on_hand=0, actor=None)
    elif gone == "price":
        campaign.variant.price_cents = 9_801
        campaign.variant.save()
    elif gone == "planned":
        BargainCampaign.objects.update(starts_at=campaign.ends_at - timedelta(hours=1))
    else:
        campaign.variant.product.status = "unlisted"
        campaign.variant.product.save()
    with pytest.raises(BargainSpent):
        start_bargain(campaign=campaign, user=UserFactory())
    assert not Bargain.objects.exists()


# ---- campaigns --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", [{"floor_cents": 12_800}, {"floor_cents": 12_798, "friends": 3}])
def test_a_rule_that_takes_nothing_off_is_refused(rule):
    with pytest.raises(SenselessRule):
        make_campaign(**rule)
    assert not BargainCampaign.objects.exists()


def test_one_campaign_of_a_variant_at_a_time():
    variant = make_variant(price_cents=12_800)
    campaign = make_campaign(variant)
    with pytest.raises(CampaignsOverlap):
        make_campaign(variant)
    stop_campaign(campaign=campaign, actor=UserFactory())
    assert make_campaign(variant).state == "running"


def test_places_and_end_may_change_but_never_below_what_is_taken():
    campaign = make_campaign(places=5)
    for _two in range(2):
        make_bargain(campaign=campaign)
    later = campaign.ends_at + timedelta(days=1)
    changed = change_campaign(campaign=campaign, places=1, ends_at=later)
    assert (changed.places, changed.ends_at, changed.state) == (2, later, "taken")
    stop_campaign(campaign=campaign, actor=UserFactory())
    with pytest.raises(CampaignFixed):
        change_campaign(campaign=campaign, places=9, ends_at=later)
