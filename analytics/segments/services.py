"""Saving segments, drawing up their audiences, and handing coupons out to them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import IntegrityError, connection, transaction

from analytics.segments.conditions import Condition, written
from analytics.segments.contradictions import check
from analytics.segments.errors import EmptyAudience, HandedAlready, NameTaken, NotFresh, TooManySegments
from analytics.segments.events import AudienceAsked, HandoutAsked
from analytics.segments.models import (
    AudienceMember,
    Handout,
    HandoutPerson,
    HandoutState,
    Outcome,
    Segment,
    SegmentState,
)
from analytics.segments.selectors import open_people, people_of, segments_of, wanting_offers
from analytics.segments.sql import statement
from catalog.shops.models import Shop
from config.kernel.audit import record
from config.kernel.clock import now
from config.kernel.errors import DomainError, NotFound
from config.kernel.events import publish
from orders.promotions.errors import CouponLimit
from orders.promotions.models import CouponTerms
from orders.promotions.services import give_coupon

MOST_SEGMENTS = 100
BATCH = 50
KEEP = """INSERT INTO analytics_audiencemember (segment_id, user_id, actor_id)
    SELECT %s, who.user_id, who.actor_id FROM ({who}) who"""


@transaction.atomic
def save_segment(*, shop: Shop | None, name: str, condition: Condition, actor: Any) -> Segment:
    """A new segment; its audience is drawn up after the answer."""
    check(condition)
    if segments_of(shop).count() >= MOST_SEGMENTS:
        raise TooManySegments(most=MOST_SEGMENTS)
    segment = Segment(shop=shop, name=name, tree=written(condition), made_by=actor)
    _keep(segment)
    return segment


@transaction.atomic
def change_segment(*, segment: Segment, name: str, condition: Condition) -> Segment:
    """Other conditions make another audience: the old one goes at once, so that nobody is given anything by mistake."""
    check(condition)
    segment.name, segment.tree = name, written(condition)
    segment.audience.all().delete()
    segment.state, segment.size, segment.accounts, segment.refreshed_at = SegmentState.NEW, None, None, None
    _keep(segment)
    return segment


def _keep(segment: Segment) -> None:
    try:
        with transaction.atomic():
            segment.save()
    except IntegrityError as clash:
        if "segment_name_once_per_shop" not in str(clash):
            raise
        raise NameTaken(field="name") from clash
    ask_for_audience(segment=segment)


@transaction.atomic
def ask_for_audience(*, segment: Segment) -> None:
    """Draw it up soon."""
    Segment.objects.filter(pk=segment.pk).update(state=SegmentState.COUNTING, updated_at=now())
    segment.state = SegmentState.COUNTING
    publish(AudienceAsked(segment_id=segment.pk))


@transaction.atomic
def delete_segment(*, segment: Segment, actor: Any) -> None:
    """It goes with its audience. What was handed out stays handed out."""
    record(actor=actor, action="analytics.segment_deleted", target=segment, before={"name": segment.name})
    segment.delete()


# ---- audiences --------------------------------------------------------------------------------------------------


def refresh_audience(*, segment_pk: int) -> int | None:
    """Draw up who meets the conditions now; twice at once is one after the other, and the same."""
    try:
        return _refresh(segment_pk)
    except Exception:
        Segment.objects.filter(pk=segment_pk).update(state=SegmentState.FAILED)
        raise


@transaction.atomic
def _refresh(segment_pk: int) -> int | None:
    segment = Segment.objects.select_for_update(of=("self",)).filter(pk=segment_pk).first()
    if segment is None:
        return None
    moment = now()
    piece = statement(segment.condition, shop=segment.shop, as_of=moment)
    AudienceMember.objects.filter(segment=segment).delete()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '300s'")  # in the background there is time
        cursor.execute(KEEP.format(who=piece.text), (segment.pk, *piece.values))
        segment.size = cursor.rowcount
    segment.accounts = segment.audience.filter(user__isnull=False).count()
    segment.state, segment.refreshed_at = SegmentState.FRESH, moment
    segment.save(update_fields=["size", "accounts", "state", "refreshed_at", "updated_at"])
    return segment.size


# ---- coupons ----------------------------------------------------------------------------------------------------


@transaction.atomic
def hand_out(*, segment: Segment, terms: CouponTerms, actor: Any, among: Collection[int] | None = None) -> Handout:
    """A coupon for everybody of the audience, as it was drawn up last, or for those `among` them. A shop hands out its
    own, to its own."""
    if terms.campaign.shop_id != segment.shop_id:
        raise NotFound
    if segment.state != SegmentState.FRESH:
        raise NotFresh
    people = [pk for pk in people_of(segment) if among is None or pk in among]
    if not people:
        raise EmptyAudience
    try:
        with transaction.atomic():
            handout = Handout.objects.create(segment=segment, terms=terms, made_by=actor)
    except IntegrityError as clash:
        raise HandedAlready from clash
    wanted = wanting_offers(people)
    HandoutPerson.objects.bulk_create(
        (
            HandoutPerson(handout=handout, user_id=pk, outcome=Outcome.OPEN if pk in wanted else Outcome.NO_CONSENT)
            for pk in people
        ),
        batch_size=2_000,
    )
    record(actor=actor, action="analytics.coupons_handed_out", target=handout, after={"people": len(people)})
    publish(HandoutAsked(handout_id=handout.pk))
    return handout


def carry_on(*, handout_pk: int) -> int:
    """Give to those who have not been asked about yet. Coupon and outcome are one transaction a batch: a crash in the
    middle, or a second worker, gives nobody two. Returns how many got one now."""
    handout = Handout.objects.select_related("terms__campaign", "made_by").filter(pk=handout_pk).first()
    if handout is None or handout.state == HandoutState.DONE:
        return 0
    Handout.objects.filter(pk=handout_pk, state=HandoutState.WAITING).update(state=HandoutState.RUNNING)
    given = 0
    while (batch := _give_batch(handout)) is not None:
        given += batch
    Handout.objects.filter(pk=handout_pk).exclude(state=HandoutState.DONE).update(
        state=HandoutState.DONE, finished_at=now()
    )
    return given


@transaction.atomic
def _give_batch(handout: Handout) -> int | None:
    people = list(open_people(handout).select_for_update(of=("self",)).select_related("user")[:BATCH])
    if not people:
        return None
    for person in people:
        person.outcome = _give(handout, person)
    HandoutPerson.objects.bulk_update(people, ["outcome"])
    return sum(person.outcome == Outcome.GIVEN for person in people)


def _give(handout: Handout, person: HandoutPerson) -> Outcome:
    try:
        with transaction.atomic():
            give_coupon(terms=handout.terms, person=person.user, actor=handout.made_by)
    except CouponLimit:
        return Outcome.HAD
    except DomainError:
        return Outcome.NONE_LEFT
    return Outcome.GIVEN
