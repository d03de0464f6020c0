"""Segments somebody may see, how many people a condition describes, and what handouts came to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db import OperationalError, connection, transaction
from django.db.models import Count, QuerySet

from accounts.privacy.models import Consent, Purpose
from analytics.segments.conditions import Condition, tells_on_people
from analytics.segments.errors import TooSlow
from analytics.segments.models import Handout, HandoutPerson, Outcome, Segment
from analytics.segments.sql import statement
from catalog.shops.models import Shop
from config.kernel.access import get_or_missing
from config.kernel.clock import now
from config.kernel.locks import STATEMENT_TIMEOUT
from orders.promotions.models import CouponTerms
from orders.promotions.selectors.live import running

MOST_OFFERED = 100
PATIENCE = "SET LOCAL statement_timeout = '8s'"


LEAST = 5  # people a shop may be told about when it asks for what it doesn't know from orders


@dataclass(frozen=True)
class Size:
    """People and browsers that meet a condition, and those of them with an account. `is_hidden`: so few, of a shop and
    by what it doesn't know of them, that the number would be about somebody."""

    all: int
    accounts: int
    is_hidden: bool = False


def is_hidden(condition: Condition, size: int, *, shop_pk: int | None) -> bool:
    return shop_pk is not None and 0 < size < LEAST and tells_on_people(condition)


def segments_of(shop: Shop | None) -> QuerySet[Segment]:
    """A shop's own, or the platform's; nobody sees another's."""
    return Segment.objects.filter(shop=shop) if shop else Segment.objects.filter(shop=None)


def segment_for(shop: Shop | None, *, key: str) -> Segment:
    return get_or_missing(segments_of(shop), key=key)


def size_of(condition: Condition, *, shop: Shop | None, as_of: datetime | None = None) -> Size:
    """Counted by the statement that draws up the audience, so a preview is never another number."""
    piece = statement(condition, shop=shop, as_of=as_of)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(PATIENCE)
            cursor.execute(f"SELECT count(*), count(user_id) FROM ({piece.text}) who", piece.values)  # noqa: S608 - by `sql`
            everybody, accounts = cursor.fetchone()
    except OperationalError as trouble:
        if getattr(trouble.__cause__, "pgcode", "") != STATEMENT_TIMEOUT:
            raise
        raise TooSlow from trouble
    return Size(everybody, accounts, is_hidden(condition, everybody, shop_pk=shop.pk if shop else None))


def coupons_to_hand_out(shop: Shop | None) -> QuerySet[CouponTerms]:
    """Coupons of campaigns that run now: the shop's, or the platform's."""
    rows = CouponTerms.objects.filter(running(now(), "campaign__")).select_related("campaign")
    rows = rows.filter(campaign__shop=shop) if shop else rows.filter(campaign__shop=None)
    return rows.order_by("-pk")[:MOST_OFFERED]


def handouts_of(segment: Segment) -> list[tuple[Handout, dict[str, int]]]:
    """The newest handouts with how many people each outcome has; two statements."""
    rows = list(segment.handouts.select_related("terms__campaign").order_by("-pk")[:10])
    counts: dict[int, Counter[str]] = {row.pk: Counter() for row in rows}
    people = HandoutPerson.objects.filter(handout__in=rows).order_by().values_list("handout", "outcome")
    for handout, outcome, count in people.annotate(Count("pk")):
        counts[handout][outcome] = count
    return [(row, dict(counts[row.pk])) for row in rows]


def open_people(handout: Handout) -> QuerySet[HandoutPerson]:
    return handout.people.filter(outcome=Outcome.OPEN).order_by("pk")


def people_of(segment: Segment) -> list[int]:
    """Everybody of the audience with an account that is still there."""
    rows = segment.audience.filter(user__is_active=True).order_by("pk")
    return list(rows.values_list("user__pk", flat=True))


def wanting_offers(user_pks: list[int]) -> set[int]:
    """Those who said yes to personal recommendations and have not taken it back. Silence is no."""
    answers = Consent.objects.filter(user__in=user_pks, purpose=Purpose.PERSONALISATION)
    newest = answers.order_by("user", "-pk").distinct("user").values_list("user", "given")
    return {user for user, given in newest if given}


def all_segments() -> list[int]:
    """Everything the nightly task refreshes."""
    return list(Segment.objects.order_by("pk").values_list("pk", flat=True))
