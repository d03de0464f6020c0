"""Mails to merchants and to those they invite."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from accounts.organisations.events import (
    MerchantApproved,
    MerchantRejected,
    MerchantReopened,
    MerchantSuspended,
    StaffInvited,
)
from accounts.organisations.models import Membership, Merchant, Role, StaffInvitation
from accounts.organisations.selectors import invitation_token
from config.kernel.events import subscribe
from config.kernel.mail import send_mail


def _tell_owner(merchant_id: int, template: str, page: str) -> None:
    merchant = Merchant.objects.get(pk=merchant_id)
    context = {"merchant": merchant, "url": settings.SITE_URL + reverse(page)}
    for hat in Membership.objects.filter(merchant=merchant, role=Role.OWNER, is_active=True).select_related("user"):
        send_mail(f"accounts/mail/{template}", to=hat.user.email, language=hat.user.language, context=context)


@subscribe(MerchantApproved)
def say_approved(event: MerchantApproved) -> None:
    _tell_owner(event.merchant_id, "merchant_approved", "merchant:apply")


@subscribe(MerchantRejected)
def say_rejected(event: MerchantRejected) -> None:
    _tell_owner(event.merchant_id, "merchant_rejected", "merchant:apply")


@subscribe(MerchantSuspended)
def say_suspended(event: MerchantSuspended) -> None:
    _tell_owner(event.merchant_id, "merchant_suspended", "merchant:apply")


@subscribe(MerchantReopened)
def say_reopened(event: MerchantReopened) -> None:
    _tell_owner(event.merchant_id, "merchant_reopened", "merchant:apply")


@subscribe(StaffInvited)
def send_invitation(event: StaffInvited) -> None:
    invitation = StaffInvitation.objects.select_related("merchant", "invited_by").get(pk=event.invitation_id)
    if not invitation.is_open:
        return
    inviter = invitation.invited_by
    send_mail(
        "accounts/mail/staff_invited",
        to=invitation.email,
        language=inviter.language if inviter else "",
        context={
            "merchant": invitation.merchant,
            "invited_by": inviter or invitation.merchant,
            "email": invitation.email,
            "url": settings.SITE_URL + reverse("merchant:invitation", args=[invitation_token(invitation)]),
        },
    )
