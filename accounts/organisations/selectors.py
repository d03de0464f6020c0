"""Questions about merchants, their people and everybody's hats."""

from __future__ import annotations

from django.core import signing
from django.db.models import Count, Prefetch, Q, QuerySet

from accounts.identity.models import User
from accounts.organisations.errors import InvitationOver
from accounts.organisations.models import Carrier, Membership, Merchant, MerchantStatus, Role, StaffInvitation
from config.kernel.access import get_or_missing
from config.kernel.clock import now
from config.kernel.textindex import plain

INVITATION_SALT = "accounts.staff-invitation"
TABS = (MerchantStatus.APPLIED, MerchantStatus.APPROVED, MerchantStatus.REJECTED, MerchantStatus.SUSPENDED)


def application_of(user: User) -> Merchant | None:
    """The merchant a person applied with, whatever became of it."""
    membership = (
        Membership.objects.filter(user=user, role=Role.OWNER, is_active=True).select_related("merchant").first()
    )
    return membership.merchant if membership else None


def applications(*, status: str = "") -> QuerySet[Merchant]:
    """Merchants for review; the ones that wait longest first, decided ones newest first."""
    merchants = Merchant.objects.prefetch_related(
        Prefetch("memberships", Membership.objects.filter(role=Role.OWNER).select_related("user"), to_attr="owners")
    )
    if status == MerchantStatus.APPLIED:
        return merchants.filter(status=status).order_by("pk")
    return (merchants.filter(status=status) if status else merchants).order_by("-pk")


def application_counts() -> dict[str, int]:
    rows = Merchant.objects.order_by().values_list("status").annotate(count=Count("pk"))
    return dict.fromkeys(MerchantStatus.values, 0) | dict(rows)


def merchant_for_review(*, key: str) -> Merchant:
    """Any merchant; for operators, whose policy has been checked."""
    return get_or_missing(applications(), key=key)


def staff_of(merchant: Merchant) -> QuerySet[Membership]:
    """Who works for a merchant, the owner first."""
    people = Membership.objects.filter(merchant=merchant, is_active=True, user__is_active=True)
    return people.select_related("user__avatar").order_by("role", "pk")


def staff_for(merchant: Merchant, *, key: str) -> Membership:
    return get_or_missing(staff_of(merchant), key=key)


def open_invitations(merchant: Merchant) -> QuerySet[StaffInvitation]:
    rows = StaffInvitation.objects.filter(merchant=merchant, accepted_at=None, withdrawn_at=None)
    return rows.filter(expires_at__gt=now()).order_by("-pk")


def invitation_for(merchant: Merchant, *, key: str) -> StaffInvitation:
    return get_or_missing(open_invitations(merchant), key=key)


def invitation_token(invitation: StaffInvitation) -> str:
    """What the invitation's link carries: its key and address, signed for this purpose."""
    return signing.dumps([invitation.key, invitation.email], salt=INVITATION_SALT)


def invitation_by_token(token: str) -> StaffInvitation:
    """The invitation a link speaks of, if it is still good."""
    try:
        key, email = signing.loads(token, salt=INVITATION_SALT)
    except (signing.BadSignature, ValueError, TypeError) as forged:
        raise InvitationOver from forged
    invitation = StaffInvitation.objects.select_related("merchant", "invited_by").filter(key=key, email=email).first()
    if invitation is None or not invitation.is_open or not invitation.merchant.is_open:
        raise InvitationOver
    return invitation


def people(*, query: str = "", role: str = "", suspended: bool = False) -> QuerySet[User]:
    """Accounts as operators look for them: by e-mail, handle or name."""
    found = User.objects.select_related("avatar").prefetch_related(
        Prefetch(
            "memberships",
            Membership.objects.filter(is_active=True).select_related("merchant", "carrier").order_by("pk"),
            to_attr="hats",
        )
    )
    words = plain(query).strip().lstrip("@")[:80]
    if words:
        found = found.filter(
            Q(email__istartswith=words) | Q(handle__istartswith=words) | Q(display_name__icontains=words)
        )
    if role:
        found = found.filter(memberships__role=role, memberships__is_active=True).distinct()
    if suspended:
        found = found.filter(is_active=False)
    return found.order_by("-pk")


def person_for_review(*, handle: str) -> User:
    """Any account; for operators, whose policy has been checked."""
    return get_or_missing(people(), handle=handle)


def active_carriers() -> QuerySet[Carrier]:
    return Carrier.objects.filter(is_active=True).order_by("pk")


def is_team_member(user: User) -> bool:
    """Whether this person runs the platform: then a second factor is asked for."""
    return Membership.objects.filter(user=user, is_active=True, role__in=[Role.OPERATOR, Role.ADMIN]).exists()


def is_administrator(user: User) -> bool:
    return Membership.objects.filter(user=user, is_active=True, role=Role.ADMIN).exists()
