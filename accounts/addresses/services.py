"""Keeping addresses: exactly one default as long as there is any."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from accounts.addresses.errors import TooManyAddresses
from accounts.addresses.models import Address
from accounts.identity.models import User
from config.kernel.access import get_or_missing
from config.kernel.clock import now
from config.kernel.encryption import blind_index

MOST_ADDRESSES = 20
UNDO_WINDOW = timedelta(hours=1)
PHONE_PURPOSE = "accounts.address.phone"


@transaction.atomic
def add_address(
    *, user: User, recipient: str, phone: str, region_code: str, street: str, is_default: bool = False
) -> Address:
    """Keep a new address. The first one is the default."""
    others = _locked(user)
    if len(others) >= MOST_ADDRESSES:
        raise TooManyAddresses(most=MOST_ADDRESSES)
    address = Address(user=user)
    return _write(address, recipient, phone, region_code, street, is_default=is_default or not others)


@transaction.atomic
def change_address(
    *, address: Address, recipient: str, phone: str, region_code: str, street: str, is_default: bool = False
) -> Address:
    """Write over an address; the default stays the default until another one takes its place."""
    _locked(address.user)
    return _write(address, recipient, phone, region_code, street, is_default=is_default or address.is_default)


@transaction.atomic
def make_default(*, address: Address) -> Address:
    _locked(address.user)
    _only_default(address)
    address.save(update_fields=["is_default", "updated_at"])
    return address


@transaction.atomic
def remove_address(*, address: Address) -> None:
    """Put an address away; it can be brought back for an hour, then it is deleted. The next one becomes the default."""
    left = [one for one in _locked(address.user) if one.pk != address.pk]
    was_default = address.is_default
    address.is_default, address.removed_at = False, now()
    address.save(update_fields=["is_default", "removed_at", "updated_at"])
    if was_default and left:
        left[-1].is_default = True
        left[-1].save(update_fields=["is_default", "updated_at"])


@transaction.atomic
def restore_address(*, user: User, key: str) -> Address:
    """Undo a removal."""
    others = _locked(user)
    address = get_or_missing(Address.objects.filter(user=user, removed_at__gte=now() - UNDO_WINDOW), key=key)
    address.removed_at, address.is_default = None, not others
    address.save(update_fields=["removed_at", "is_default", "updated_at"])
    return address


def delete_removed() -> int:
    """Delete for good what nobody brought back."""
    return Address.objects.filter(removed_at__lt=now() - UNDO_WINDOW).delete()[0]


def _locked(user: User) -> list[Address]:
    """The person's addresses, with the person's row locked so that two tabs cannot make two defaults."""
    User.objects.select_for_update().get(pk=user.pk)
    return list(Address.objects.filter(user=user, removed_at=None).order_by("pk"))


def _write(address: Address, recipient: str, phone: str, region_code: str, street: str, *, is_default: bool) -> Address:
    address.recipient, address.phone, address.region_code, address.street = recipient, phone, region_code, street
    address.phone_index = blind_index(phone, purpose=PHONE_PURPOSE)
    if is_default:
        _only_default(address)
    address.save()
    return address


def _only_default(address: Address) -> None:
    Address.objects.filter(user=address.user, is_default=True).exclude(pk=address.pk).update(is_default=False)
    address.is_default = True
