"""A shop's free club: in with one tap, out with another."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from catalog.shops.models import Shop
from config.kernel.events import publish
from orders.promotions.events import ClubJoined, ClubLeft
from orders.promotions.models import ClubMember


@transaction.atomic
def join_club(*, shop: Shop, person: Any) -> ClubMember:
    """Joining twice is joining once."""
    member, is_new = ClubMember.objects.get_or_create(shop=shop, user=person)
    if is_new:
        publish(ClubJoined(shop_id=shop.pk, user_id=person.pk))
    return member


@transaction.atomic
def leave_club(*, shop: Shop, person: Any) -> None:
    gone, _details = ClubMember.objects.filter(shop=shop, user=person).delete()
    if gone:
        publish(ClubLeft(shop_id=shop.pk, user_id=person.pk))
