"""What accounts, the kernel and the libraries keep about people (accounts/privacy/registry.py)."""

from __future__ import annotations

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.utils.translation import gettext as _

from accounts.addresses.models import Address
from accounts.identity.models import AccessToken, User
from accounts.loyalty.models import PointsAccount, PointsEntry
from accounts.loyalty.selectors import points_of
from accounts.organisations.models import Carrier, Membership, Merchant, Role, StaffInvitation
from accounts.privacy.closing import sign_out_everywhere
from accounts.privacy.exporting import forget_file
from accounts.privacy.models import Closing, Consent, DataExport
from accounts.privacy.registry import (
    COUNTED,
    PROOF,
    WORK,
    business,
    deletes,
    keeps,
    refuses_closing,
    special,
    stays,
    warns_of_closing,
)
from config.kernel.models import AuditEntry, IdempotencyKey
from config.kernel.pictures import discard_picture


def end_sessions(user: User, _pseudonym: str) -> None:
    sign_out_everywhere(user)


def forget_answers(user: User, _pseudonym: str) -> None:
    IdempotencyKey.objects.filter(actor=f"user:{user.pk}").delete()


def forget_invitations(user: User, _pseudonym: str) -> None:
    StaffInvitation.objects.filter(email__iexact=user.email).delete()


def forget_copies(user: User, _pseudonym: str) -> None:
    for export in DataExport.objects.filter(user=user):
        forget_file(export)
    DataExport.objects.filter(user=user).delete()


def forget_face(user: User, _pseudonym: str) -> None:
    """The picture goes here, name and address last of all (accounts/privacy/closing.py)."""
    if user.avatar is not None:
        face, user.avatar = user.avatar, None
        user.save(update_fields=["avatar"])
        discard_picture(face)


def forget_admin_lines(user: User, _pseudonym: str) -> None:
    """Lines of the Django admin carry the names of what was changed."""
    LogEntry.objects.filter(content_type__app_label="accounts", content_type__model="user", object_id=user.pk).delete()


special(
    User,
    "pk",
    erase=forget_face,
    export=("email", "handle", "display_name", "bio", "phone", "language", "joined_at", "last_login"),
    why="the row stays, as a number without a name",
)
deletes(Address, "user", export=("recipient", "phone", "region_code", "street", "is_default"))
deletes(AccessToken, "user", export=("created_at", "expires_at", "last_used_at"))
stays(PointsAccount, "user", why=COUNTED, export=("balance", "streak", "checked_in_on"))
stays(PointsEntry, "user", why=COUNTED, export=("at", "delta", "balance", "reason", "ref", "note"))
deletes(Membership, "user", export=("role", "permissions", "is_active"))
special(StaffInvitation, "invited_by", erase=forget_invitations, why="found by its e-mail address")
keeps(Consent, "user", why=PROOF, years=3, export=("purpose", "given", "text_version", "channel", "ip_prefix", "at"))
special(DataExport, "user", erase=forget_copies, export=("created_at", "state", "ready_at"))
keeps(Closing, "user", why=PROOF, years=3, export=("asked_at", "due_at"))
business(Merchant, "decided_by", why="a merchant is a party to contracts; its contact is the merchant's to change")
business(Carrier, why="the switchboard of a carrier")
deletes(EmailAddress, "user", export=("email", "verified", "primary"))
deletes(EmailConfirmation, "email_address__user")
deletes(Authenticator, "user", export=("type", "created_at", "last_used_at"))
special(UserSession, "user", erase=end_sessions, export=("created_at", "ip", "user_agent", "last_seen_at"))
special(LogEntry, "user", erase=forget_admin_lines, why=WORK)
special(IdempotencyKey, erase=forget_answers, why="answers of one day")
business(AuditEntry, why="decisions of staff, which nobody can change; people are in it by their number")


@refuses_closing
def owns_a_merchant(user: User) -> list[str]:
    names = Membership.objects.filter(user=user, role=Role.OWNER, is_active=True).values_list(
        "merchant__name", flat=True
    )
    return [_("You own %(name)s: hand it over first.") % {"name": name} for name in names if name]


@warns_of_closing
def has_points(user: User) -> list[str]:
    points = points_of(user)
    return [_("%(points)s points") % {"points": points}] if points else []
