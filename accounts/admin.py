"""Admin pages of this app, for Django to find."""

from accounts.addresses.admin import AddressAdmin
from accounts.identity.admin import AccessTokenAdmin, UserAdmin
from accounts.organisations.admin import CarrierAdmin, MembershipAdmin, MerchantAdmin, StaffInvitationAdmin
from accounts.privacy.admin import ConsentAdmin

__all__ = [
    "AccessTokenAdmin",
    "AddressAdmin",
    "CarrierAdmin",
    "ConsentAdmin",
    "MembershipAdmin",
    "MerchantAdmin",
    "StaffInvitationAdmin",
    "UserAdmin",
]
