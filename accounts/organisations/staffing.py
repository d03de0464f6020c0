"""The platform's own hats: who may work here as operator, administrator or courier, and who is suspended."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.db import transaction

from accounts.identity.models import AccessToken, User
from accounts.organisations.errors import AdminsOnly, NotYourself, ReasonMissing
from accounts.organisations.models import Carrier, Membership, Role
from accounts.organisations.selectors import is_administrator, is_team_member
from config.kernel import audit
from config.kernel.errors import Invalid
from config.kernel.locks import locked_one

GRANTED = (Role.OPERATOR, Role.ADMIN, Role.COURIER)


@transaction.atomic
def suspend_person(*, person: User, actor: User, reason: str) -> User:
    """Close an account: every session and token of it ends now. People of the platform only by an administrator."""
    _may_judge(person, actor)
    if not reason.strip():
        raise ReasonMissing(field="reason")
    person = locked_one(User.objects.all(), person.pk)
    person.is_active = False
    person.save(update_fields=["is_active"])
    AccessToken.objects.filter(user=person).delete()
    for session in UserSession.objects.filter(user=person):
        session.end()
    audit.record(actor=actor, action="accounts.person_suspended", target=person, reason=reason.strip())
    return person


@transaction.atomic
def reactivate_person(*, person: User, actor: User) -> User:
    _may_judge(person, actor)
    person = locked_one(User.objects.all(), person.pk)
    person.is_active = True
    person.save(update_fields=["is_active"])
    audit.record(actor=actor, action="accounts.person_reactivated", target=person)
    return person


@transaction.atomic
def grant_role(*, person: User, actor: User, role: str, carrier: Carrier | None = None) -> Membership:
    """Make somebody operator, administrator or a carrier's courier. Never oneself."""
    _may_grant(person, actor)
    if role not in GRANTED or (role == Role.COURIER) != (carrier is not None):
        raise Invalid(field="carrier" if role == Role.COURIER else "role")
    membership, _made = Membership.objects.update_or_create(
        user=person, role=role, carrier=carrier, merchant=None, defaults={"is_active": True}
    )
    audit.record(actor=actor, action="accounts.role_granted", target=membership, after={"role": role})
    return membership


@transaction.atomic
def withdraw_role(*, membership: Membership, actor: User) -> None:
    """Take a platform hat away; it ends at the person's next request."""
    _may_grant(membership.user, actor)
    if membership.role not in GRANTED:
        raise Invalid(field="role")
    membership.is_active = False
    membership.save(update_fields=["is_active", "updated_at"])
    audit.record(actor=actor, action="accounts.role_withdrawn", target=membership, before={"role": membership.role})


def _may_judge(person: User, actor: User) -> None:
    if person.pk == actor.pk:
        raise NotYourself
    if is_team_member(person) and not is_administrator(actor):
        raise AdminsOnly


def _may_grant(person: User, actor: User) -> None:
    if not is_administrator(actor):
        raise AdminsOnly
    if person.pk == actor.pk:
        raise NotYourself
