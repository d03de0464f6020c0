"""Questions about addresses."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.addresses.models import Address
from accounts.identity.models import User
from config.kernel.access import get_or_missing


def addresses_of(user: User) -> QuerySet[Address]:
    """A person's addresses, the default first, then the newest."""
    return Address.objects.filter(user=user, removed_at=None).order_by("-is_default", "-pk")


def address_for(actor: User, *, key: str) -> Address:
    return get_or_missing(addresses_of(actor), key=key)


def default_address(user: User) -> Address | None:
    """Where a parcel goes when nobody says otherwise."""
    return addresses_of(user).first()
