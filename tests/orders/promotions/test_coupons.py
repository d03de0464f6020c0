"""Coupons into pockets: who gets one, how many, by which way. Every refusal changes nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from config.kernel.clock import now
from config.kernel.models import AuditEntry, OutboxEvent
from orders.promotions.errors import (
    CampaignElsewhere,
    CodeNotGood,
    CouponLimit,
    CouponNotOffered,
    CouponsGone,
    OnlyForNew,
)
from orders.promotions.models import Coupon, CouponTerms
from orders.promotions.services import give_coupon, make_codes, redeem_code, stop_campaign, take_coupon
from tests.factories.accounts import UserFactory
from tests.factories.catalog import make_shop
from tests.factories.orders import make_paid_order, make_trade
from tests.factories.promotions import WEEK, give, make_coupons

pytestmark = pytest.mark.django_db


def refused(error: type[Exception], act) -> None:
    before = (Coupon.objects.count(), list(CouponTerms.objects.order_by("pk").values_list("taken_count", flat=True)))
    with pytest.raises(error):
        act()
    assert before == (
        Coupon.objects.count(),
        list(CouponTerms.objects.order_by("pk").values_list("taken_count", flat=True)),
    )


def test_taking_one_puts_it_in_the_pocket_and_tells():
    person, campaign = UserFactory(), make_coupons(make_shop(), total=5)
    coupon = take_coupon(terms=campaign.coupon, person=person)
    campaign.coupon.refresh_from_db()
    assert (coupon.owner, coupon.state, coupon.place, campaign.coupon.taken_count) == (person, "ready", 0, 1)
    assert OutboxEvent.objects.filter(name="orders.coupon_taken").count() == 1


def test_one_person_gets_as_many_as_the_limit_says():
    person, campaign = UserFactory(), make_coupons(make_shop(), per_user=2)
    assert [one.place for one in give(campaign, person, person)] == [0, 1]
    refused(CouponLimit, lambda: take_coupon(terms=campaign.coupon, person=person))


def test_there_are_as_many_as_there_are():
    campaign = make_coupons(make_shop(), total=2)
    give(campaign, UserFactory(), UserFactory())
    refused(CouponsGone, lambda: take_coupon(terms=campaign.coupon, person=UserFactory()))


def test_only_a_running_campaign_gives_coupons():
    moment = now()
    shop = make_shop()
    draft = make_coupons(shop, is_started=False)
    planned = make_coupons(shop, starts_at=moment + timedelta(hours=1))
    stopped = make_coupons(shop)
    stop_campaign(campaign=stopped, actor=None)
    for campaign, error in ((draft, CampaignElsewhere), (planned, CouponNotOffered), (stopped, CampaignElsewhere)):
        terms = CouponTerms.objects.select_related("campaign").get(pk=campaign.pk)
        refused(error, lambda terms=terms: take_coupon(terms=terms, person=UserFactory()))


def test_coupons_for_new_buyers():
    campaign = make_coupons(make_shop(), taken_by="new_user")
    newcomer = make_trade().buyer  # ordered, not paid
    assert take_coupon(terms=campaign.coupon, person=newcomer).source == "new_user"
    refused(OnlyForNew, lambda: take_coupon(terms=campaign.coupon, person=make_paid_order().buyer))


def test_given_coupons_cannot_be_taken_and_say_who_gave_them():
    person, owner, campaign = UserFactory(), UserFactory(), make_coupons(make_shop(), taken_by="given")
    refused(CouponNotOffered, lambda: take_coupon(terms=campaign.coupon, person=person))
    coupon = give_coupon(terms=campaign.coupon, person=person, actor=owner)
    assert (coupon.source, coupon.given_by) == ("given", owner)
    assert AuditEntry.objects.filter(action="orders.coupon_given", actor_pk=owner.pk).exists()


def test_a_code_is_good_once_however_it_is_typed():
    person, campaign = UserFactory(), make_coupons(make_shop(), taken_by="code")
    code = make_codes(terms=campaign.coupon, count=1, actor=None)[0].code
    written = f" {code[:4].lower()}-{code[4:8]} {code[8:]} "
    assert redeem_code(code=written, person=person).owner == person
    refused(CodeNotGood, lambda: redeem_code(code=code, person=UserFactory()))


def test_unknown_used_and_stopped_codes_are_refused_in_the_same_words():
    campaign, other = make_coupons(make_shop(), taken_by="code"), make_coupons(make_shop(), taken_by="code")
    used = make_codes(terms=campaign.coupon, count=1, actor=None)[0].code
    redeem_code(code=used, person=UserFactory())
    ended = make_codes(terms=other.coupon, count=1, actor=None)[0].code
    stop_campaign(campaign=other, actor=None)
    texts = set()
    for code in (used, ended, "AAAAAAAAAAAA", "", "\x00", "优惠"):
        with pytest.raises(CodeNotGood) as refusal:
            redeem_code(code=code, person=UserFactory())
        texts.add((refusal.value.code, refusal.value.status, refusal.value.text))
    assert len(texts) == 1


def test_codes_come_from_a_space_nobody_searches():
    codes = [one.code for one in make_codes(terms=make_coupons(make_shop()).coupon, count=500, actor=None)]
    assert len(set(codes)) == 500
    assert all(len(one) == 12 for one in codes)
    assert 32**12 > 10**12
    assert len({one[:3] for one in codes}) > 400  # not consecutive


def test_days_count_from_taking():
    coupon = give(make_coupons(make_shop(), valid_days=3), UserFactory())[0]
    assert coupon.valid_until - coupon.valid_from == timedelta(days=3)
    until = now() + 2 * WEEK
    fixed = give(make_coupons(make_shop(), valid_from=now() + WEEK, valid_until=until), UserFactory())[0]
    assert (fixed.valid_until, fixed.is_good(now())) == (until, False)
