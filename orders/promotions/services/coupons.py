"""Coupons into pockets: taken, given, by code, or promised for paying. Never one more than there are."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F, Q

from config.kernel import ratelimit
from config.kernel.audit import record
from config.kernel.clock import now
from config.kernel.events import publish
from config.kernel.ids import ALPHABET
from config.kernel.textindex import plain
from orders.promotions.errors import (
    CampaignElsewhere,
    CodeNotGood,
    CouponLimit,
    CouponNotOffered,
    CouponsGone,
    OnlyForNew,
)
from orders.promotions.events import CouponTaken
from orders.promotions.models import Coupon, CouponCode, CouponState, CouponTerms, TakenBy
from orders.promotions.selectors.pockets import has_bought

MOST_CODES = 500
TRIES_BUCKET, CODE_TRIES, CODE_SECONDS = "coupon-code", 20, 3600


@transaction.atomic
def take_coupon(*, terms: CouponTerms, person: Any) -> Coupon:
    """Somebody takes one for themselves."""
    _must_run(terms)
    if terms.taken_by not in {TakenBy.SELF, TakenBy.NEW_USER}:
        raise CouponNotOffered
    if terms.taken_by == TakenBy.NEW_USER and has_bought(person):
        raise OnlyForNew
    return put_in_pocket(terms=terms, owner=person, source=terms.taken_by)


@transaction.atomic
def give_coupon(*, terms: CouponTerms, person: Any, actor: Any) -> Coupon:
    """A merchant or an operator gives one to somebody; who gave it is written down."""
    _must_run(terms)
    coupon = put_in_pocket(terms=terms, owner=person, source=TakenBy.GIVEN, given_by=actor)
    record(actor=actor, action="orders.coupon_given", target=coupon, after={"to": person.pk})
    return coupon


@transaction.atomic
def make_codes(*, terms: CouponTerms, count: int, actor: Any) -> list[CouponCode]:
    """Fresh codes, each good for one coupon."""
    codes = CouponCode.objects.bulk_create(CouponCode(terms=terms) for _turn in range(min(count, MOST_CODES)))
    record(actor=actor, action="orders.coupon_codes_made", target=terms, after={"count": len(codes)})
    return codes


def redeem_code(*, code: str, person: Any, ip: str = "") -> Coupon:
    """The coupon of a code. Unknown, used and ended ones are refused in the same words, guessing ends after 20 tries.

    Tries are counted by person and by address; a good one costs none.
    """
    who = [f"user:{person.pk}", *([f"ip:{ip}"] if ip else [])]
    for one in who:
        ratelimit.spend(TRIES_BUCKET, one, limit=CODE_TRIES, seconds=CODE_SECONDS)
    coupon = _redeem(code, person)
    for one in who:
        ratelimit.give_back(TRIES_BUCKET, one)
    return coupon


@transaction.atomic
def _redeem(code: str, person: Any) -> Coupon:
    text = "".join(letter for letter in plain(code).upper() if letter in ALPHABET)
    row = CouponCode.objects.select_for_update(of=("self",)).filter(code=text, used_at=None).first()
    if row is None or not row.terms.campaign.is_live(now()):
        raise CodeNotGood(field="code")
    row.coupon = put_in_pocket(terms=row.terms, owner=person, source=TakenBy.CODE)
    row.used_at = now()
    row.save(update_fields=["coupon", "used_at"])
    return row.coupon


def put_in_pocket(*, terms: CouponTerms, owner: Any, source: str, given_by: Any = None, earned_by: str = "") -> Coupon:
    """Count first, then make the row. The UPDATE locks the campaign's coupons, so that places are counted exactly.

    `earned_by`: the unpaid trade it is promised for; it becomes ready with the payment.
    """
    left = Q(total=None) | Q(taken_count__lt=F("total"))
    if not CouponTerms.objects.filter(left, pk=terms.pk).update(taken_count=F("taken_count") + 1):
        raise CouponsGone
    taken = set(Coupon.objects.filter(terms=terms, owner=owner).values_list("place", flat=True))
    place = next((one for one in range(terms.per_user) if one not in taken), None)
    if place is None:
        raise CouponLimit
    valid_from, valid_until = terms.validity(now())
    coupon = Coupon.objects.create(
        terms=terms,
        owner=owner,
        place=place,
        state=CouponState.PROMISED if earned_by else CouponState.READY,
        source=source,
        given_by=given_by,
        earned_by=earned_by,
        valid_from=valid_from,
        valid_until=valid_until,
    )
    if not earned_by:
        publish(CouponTaken(coupon_id=coupon.pk, source=source))
    return coupon


def _must_run(terms: CouponTerms) -> None:
    campaign = terms.campaign
    if not campaign.is_live(now()):
        raise CouponNotOffered if campaign.state == "running" else CampaignElsewhere(phase=campaign.phase(now()).label)
