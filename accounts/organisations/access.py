"""Policies of pages and API by role, and the hats of the person who asks."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings

from accounts.organisations.errors import SecondStepNeeded
from accounts.organisations.models import Membership, Merchant, MerchantStatus, Role
from config.kernel.access import Policy, SignInNeeded
from config.kernel.errors import NotAllowed, NotFound


@dataclass(frozen=True)
class Hats:
    """Everything one person may be besides a shopper; looked up once a request."""

    memberships: tuple[Membership, ...] = field(default=())

    @property
    def merchant_membership(self) -> Membership | None:
        """The hat worn in the merchant portal: of an open merchant rather than of one that waits or was refused."""
        worn = [one for one in self.memberships if one.merchant is not None]
        return next((one for one in worn if one.merchant and one.merchant.is_open), worn[0] if worn else None)

    @property
    def merchant(self) -> Merchant | None:
        membership = self.merchant_membership
        return membership.merchant if membership else None

    @property
    def courier(self) -> Membership | None:
        return next((one for one in self.memberships if one.role == Role.COURIER), None)

    @property
    def is_courier(self) -> bool:
        return self.courier is not None

    @property
    def is_operator(self) -> bool:
        return any(one.role in {Role.OPERATOR, Role.ADMIN} for one in self.memberships)

    @property
    def is_admin(self) -> bool:
        return any(one.role == Role.ADMIN for one in self.memberships)

    def may(self, permission: str) -> bool:
        """Whether the person's merchant lets them do this."""
        membership = self.merchant_membership
        return membership is not None and membership.may(permission)


def hats_of(request: Any) -> Hats:
    """The active memberships of the asker; read afresh for each request, so that a removed one ends at once."""
    http = getattr(request, "_request", request)  # DRF wraps Django's request
    if not hasattr(http, "_hats"):
        http._hats = _read(request.user)
    hats: Hats = http._hats
    return hats


def _read(user: Any) -> Hats:
    if not user.is_authenticated:
        return Hats()
    rows = Membership.objects.filter(user=user, is_active=True).exclude(merchant__status=MerchantStatus.SUSPENDED)
    return Hats(tuple(rows.select_related("merchant", "carrier").order_by("pk")))


def _hats_or_sign_in(request: Any) -> Hats:
    if not request.user.is_authenticated:
        raise SignInNeeded
    return hats_of(request)


@cache
def merchant(permission: str = "") -> Policy:
    """People of an approved merchant; with a permission, only those who have it. Others do not learn of the page."""

    def check(request: Any) -> None:
        hats = _hats_or_sign_in(request)
        if hats.merchant is None or not hats.merchant.is_open:
            raise NotFound
        if permission and not hats.may(permission):
            raise NotAllowed

    return Policy(f"merchant:{permission}" if permission else "merchant", check)


def _is_courier(request: Any) -> None:
    if not _hats_or_sign_in(request).is_courier:
        raise NotFound


def _is_operator(request: Any) -> None:
    if not _hats_or_sign_in(request).is_operator:
        raise NotFound
    _has_second_step(request.user)


def _is_admin(request: Any) -> None:
    if not _hats_or_sign_in(request).is_admin:
        raise NotFound
    _has_second_step(request.user)


def _has_second_step(user: Any) -> None:
    """The platform's own people sign in with a second step, except in the demo."""
    if not settings.DEMO and not is_mfa_enabled(user):
        raise SecondStepNeeded


courier = Policy("courier", _is_courier)
operator = Policy("operator", _is_operator)
admin_only = Policy("admin", _is_admin)


def merchant_of(request: Any) -> Merchant:
    """The merchant whose portal this is; the policy has made sure there is one."""
    merchant_ = hats_of(request).merchant
    if merchant_ is None:
        raise NotFound
    return merchant_
