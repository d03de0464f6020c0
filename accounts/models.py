"""Models of this app, for Django to find; code imports the slice."""

from accounts.addresses.models import Address
from accounts.identity.models import AccessToken, User
from accounts.loyalty.models import PointsAccount, PointsEntry
from accounts.organisations.models import Carrier, Membership, Merchant, StaffInvitation
from accounts.privacy.models import Closing, Consent, DataExport

__all__ = [
    "AccessToken",
    "Address",
    "Carrier",
    "Closing",
    "Consent",
    "DataExport",
    "Membership",
    "Merchant",
    "PointsAccount",
    "PointsEntry",
    "StaffInvitation",
    "User",
]
