"""Merchants apply and are judged; owners build their team."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils.text import slugify

from accounts.identity.models import User
from accounts.organisations.errors import (
    AlreadyAtMerchant,
    AlreadyStaff,
    InvitationNotForYou,
    InvitationOver,
    NotWaiting,
    OwnerStays,
    OwnMerchant,
    ReasonMissing,
    TooManyStaff,
    WrongState,
)
from accounts.organisations.events import (
    MerchantApproved,
    MerchantRejected,
    MerchantReopened,
    MerchantSuspended,
    StaffInvited,
)
from accounts.organisations.models import Membership, Merchant, MerchantStatus, Permission, Role, StaffInvitation
from accounts.organisations.selectors import staff_of
from config.kernel import audit
from config.kernel.access import get_or_missing
from config.kernel.clock import now
from config.kernel.events import Event, publish
from config.kernel.ids import public_id
from config.kernel.locks import locked_one

INVITATION_DAYS = 7
UNDO_WINDOW = timedelta(hours=1)
MOST_STAFF = 50


@transaction.atomic
def apply_as_merchant(
    *, applicant: User, name: str, intro: str, contact_name: str, contact_phone: str, licence_no: str = ""
) -> Merchant:
    """Ask to sell here. One who was refused asks again with the same merchant; one who waits corrects it."""
    locked_one(User.objects.all(), applicant.pk)
    membership = (
        Membership.objects.filter(user=applicant, merchant__isnull=False, is_active=True)
        .select_related("merchant")
        .first()
    )
    merchant = membership.merchant if membership else None
    if merchant is None:
        merchant = Merchant(slug=_free_slug(name))
    elif membership is None or membership.role != Role.OWNER or merchant.is_open or _is_suspended(merchant):
        raise AlreadyAtMerchant
    merchant.status, merchant.decided_at, merchant.decided_by = MerchantStatus.APPLIED, None, None
    merchant.name, merchant.intro, merchant.licence_no = name, intro, licence_no
    merchant.contact_name, merchant.contact_phone = contact_name, contact_phone
    merchant.save()
    Membership.objects.get_or_create(user=applicant, merchant=merchant, defaults={"role": Role.OWNER})
    return merchant


@transaction.atomic
def approve(*, merchant: Merchant, operator: User) -> Merchant:
    """Let a merchant sell. The catalogue opens its shop."""
    merchant = _judged(merchant, operator)
    if merchant.status != MerchantStatus.APPLIED:
        raise NotWaiting
    return _move(merchant, operator, MerchantStatus.APPROVED, "", MerchantApproved(merchant_id=merchant.pk))


@transaction.atomic
def reject(*, merchant: Merchant, operator: User, reason: str) -> Merchant:
    """Say no, with a reason that the applicant reads and can mend."""
    merchant = _judged(merchant, operator, reason)
    if merchant.status != MerchantStatus.APPLIED:
        raise NotWaiting
    return _move(merchant, operator, MerchantStatus.REJECTED, reason, MerchantRejected(merchant_id=merchant.pk))


@transaction.atomic
def suspend(*, merchant: Merchant, operator: User, reason: str) -> Merchant:
    """Close an open merchant for now; its people lose the portal at their next request."""
    merchant = _judged(merchant, operator, reason)
    if not merchant.is_open:
        raise WrongState
    return _move(merchant, operator, MerchantStatus.SUSPENDED, reason, MerchantSuspended(merchant_id=merchant.pk))


@transaction.atomic
def reopen(*, merchant: Merchant, operator: User) -> Merchant:
    merchant = _judged(merchant, operator)
    if not _is_suspended(merchant):
        raise WrongState
    return _move(merchant, operator, MerchantStatus.APPROVED, "", MerchantReopened(merchant_id=merchant.pk))


@transaction.atomic
def invite_staff(*, merchant: Merchant, owner: User, email: str, permissions: Iterable[str]) -> StaffInvitation:
    """Offer work to an e-mail address. A second offer replaces the first; the answer never tells who has an account."""
    merchant = locked_one(Merchant.objects.all(), merchant.pk)
    email = email.strip().lower()
    if staff_of(merchant).filter(user__email__iexact=email).exists():
        raise AlreadyStaff(field="email")
    if staff_of(merchant).count() >= MOST_STAFF:
        raise TooManyStaff(most=MOST_STAFF)
    StaffInvitation.objects.filter(merchant=merchant, email__iexact=email, accepted_at=None, withdrawn_at=None).update(
        withdrawn_at=now()
    )
    invitation = StaffInvitation.objects.create(
        merchant=merchant,
        email=email,
        permissions=_known(permissions),
        invited_by=owner,
        expires_at=now() + timedelta(days=INVITATION_DAYS),
    )
    audit.record(
        actor=owner, action="accounts.staff_invited", target=invitation, after={"permissions": invitation.permissions}
    )
    publish(StaffInvited(invitation_id=invitation.pk))
    return invitation


@transaction.atomic
def withdraw_invitation(*, invitation: StaffInvitation, owner: User) -> None:
    invitation.withdrawn_at = now()
    invitation.save(update_fields=["withdrawn_at", "updated_at"])
    audit.record(actor=owner, action="accounts.invitation_withdrawn", target=invitation)


@transaction.atomic
def accept_invitation(*, invitation: StaffInvitation, user: User) -> Membership:
    """Start to work for the merchant. Only the invited e-mail address can, and only once."""
    invitation = locked_one(StaffInvitation.objects.select_related("merchant"), invitation.pk)
    if not invitation.is_open or not invitation.merchant.is_open:
        raise InvitationOver
    if user.email.casefold() != invitation.email.casefold():
        raise InvitationNotForYou
    working = Membership.objects.filter(user=user, is_active=True, merchant__status=MerchantStatus.APPROVED)
    if working.exists():
        raise AlreadyAtMerchant
    membership, _made = Membership.objects.update_or_create(
        user=user,
        merchant=invitation.merchant,
        defaults={"role": Role.STAFF, "permissions": invitation.permissions, "is_active": True},
    )
    invitation.accepted_at = now()
    invitation.save(update_fields=["accepted_at", "updated_at"])
    audit.record(actor=user, action="accounts.staff_joined", target=membership)
    return membership


@transaction.atomic
def change_permissions(*, membership: Membership, owner: User, permissions: Iterable[str]) -> Membership:
    """Decide what a member of staff may do, from their next request on."""
    membership = locked_one(Membership.objects.all(), membership.pk)
    if membership.role == Role.OWNER:
        raise OwnerStays
    before, membership.permissions = membership.permissions, _known(permissions)
    membership.save(update_fields=["permissions", "updated_at"])
    audit.record(
        actor=owner,
        action="accounts.permissions_changed",
        target=membership,
        before={"permissions": before},
        after={"permissions": membership.permissions},
    )
    return membership


@transaction.atomic
def remove_staff(*, membership: Membership, owner: User) -> None:
    """Part with a member of staff; they lose the portal at their next request. Can be undone for an hour."""
    membership = locked_one(Membership.objects.all(), membership.pk)
    if membership.role == Role.OWNER:
        raise OwnerStays
    membership.is_active = False
    membership.save(update_fields=["is_active", "updated_at"])
    audit.record(actor=owner, action="accounts.staff_removed", target=membership)


@transaction.atomic
def restore_staff(*, merchant: Merchant, owner: User, key: str) -> Membership:
    """Undo a removal."""
    gone = Membership.objects.filter(
        merchant=merchant, role=Role.STAFF, is_active=False, updated_at__gte=now() - UNDO_WINDOW
    )
    membership = get_or_missing(gone.select_for_update(of=("self",)), key=key)
    if Membership.objects.filter(
        user=membership.user, is_active=True, merchant__status=MerchantStatus.APPROVED
    ).exists():
        raise AlreadyAtMerchant
    membership.is_active = True
    membership.save(update_fields=["is_active", "updated_at"])
    audit.record(actor=owner, action="accounts.staff_restored", target=membership)
    return membership


def _judged(merchant: Merchant, operator: User, reason: str | None = None) -> Merchant:
    """The merchant, locked, if this operator may decide about it."""
    if reason is not None and not reason.strip():
        raise ReasonMissing(field="reason")
    merchant = locked_one(Merchant.objects.all(), merchant.pk)
    if Membership.objects.filter(merchant=merchant, user=operator).exists():
        raise OwnMerchant
    return merchant


def _move(merchant: Merchant, operator: User, status: MerchantStatus, reason: str, fact: Event) -> Merchant:
    before, merchant.status = merchant.status, status
    merchant.decided_by, merchant.decided_at, merchant.decision_reason = operator, now(), reason.strip()
    merchant.save()
    audit.record(
        actor=operator,
        action=fact.name,
        target=merchant,
        reason=reason.strip(),
        before={"status": before},
        after={"status": status},
    )
    publish(fact)
    return merchant


def _is_suspended(merchant: Merchant) -> bool:
    return merchant.status == MerchantStatus.SUSPENDED


def _known(permissions: Iterable[str]) -> list[str]:
    asked = set(permissions)
    return [permission for permission in Permission.values if permission in asked]


def _free_slug(name: str) -> str:
    """A slug from the name's Latin letters, or a random one; never taken."""
    wanted = slugify(name)[:40]
    if len(wanted) < 3 or Merchant.objects.filter(slug=wanted).exists():
        return f"{wanted}-{public_id(8).lower()}".lstrip("-")
    return wanted
