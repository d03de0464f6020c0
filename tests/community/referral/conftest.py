"""Somebody who shares, something to share, and people who come by it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.identity.models import User
from catalog.products.models import Variant
from community.referral.models import Referral, ShareLink
from community.referral.services import bring, link_to, note_click
from config.kernel.clock import now
from config.kernel.ids import public_id
from tests.factories.accounts import UserFactory
from tests.factories.catalog import make_variant
from tests.factories.standing import known
from tests.orders.conftest import time_machine_later

__all__ = ["time_machine_later"]
AWHILE = timedelta(minutes=5)


@pytest.fixture
def inviter():
    return known(2, display_name="小满")


@pytest.fixture
def variant():
    return make_variant(price_cents=10_000)


def shared(inviter: User, variant: Variant) -> ShareLink:
    link = link_to(sharer=inviter, path=f"/products/{variant.product.slug}/")
    ShareLink.objects.filter(pk=link.pk).update(created_at=now() - AWHILE)
    link.refresh_from_db()
    return link


def brought(inviter: User, variant: Variant) -> Referral:
    """Somebody opened the link and signed up."""
    link = shared(inviter, variant)
    invitee, key = UserFactory(), public_id(20)
    note_click(link=link, visitor=key, user=None, is_bot=False)
    referral = bring(invitee=invitee, visitor=key, network="")
    assert referral is not None
    return referral
