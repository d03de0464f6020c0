"""Becoming a merchant, and the owner's team."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.identity.access import user_of
from accounts.organisations.access import Hats, hats_of, merchant, merchant_of
from accounts.organisations.errors import AlreadyStaff
from accounts.organisations.forms import ApplicationForm, InvitationForm, PermissionsForm
from accounts.organisations.models import Membership, Merchant, MerchantStatus, Permission, Role
from accounts.organisations.selectors import (
    application_of,
    invitation_by_token,
    invitation_for,
    open_invitations,
    staff_for,
    staff_of,
)
from accounts.organisations.services import (
    accept_invitation,
    apply_as_merchant,
    change_permissions,
    invite_staff,
    remove_staff,
    restore_staff,
    withdraw_invitation,
)
from config.kernel.access import signed_in
from config.kernel.errors import NotAllowed


@signed_in
def apply(request: HttpRequest) -> HttpResponse:
    """Ask to sell here; afterwards, how the application stands."""
    mine = application_of(user_of(request))
    editing = mine is None or "again" in request.GET or request.method == "POST"
    if mine is not None and (not editing or mine.status in {MerchantStatus.APPROVED, MerchantStatus.SUSPENDED}):
        return render(request, "accounts/organisations/application.html", {"merchant": mine})
    form = ApplicationForm(request.POST or None, initial=_as_applied(mine))
    if request.method == "POST" and form.is_valid():
        apply_as_merchant(applicant=user_of(request), **form.cleaned_data)
        messages.success(request, _("Your application is in. We'll write to you when it is decided."))
        return redirect("merchant:apply")
    return render(request, "accounts/organisations/apply.html", {"form": form, "merchant": mine})


def _as_applied(mine: Merchant | None) -> dict[str, str]:
    fields = ("name", "intro", "contact_name", "contact_phone", "licence_no")
    return {field: getattr(mine, field) for field in fields} if mine else {}


def _owner(request: HttpRequest) -> Hats:
    """Only owners build the team."""
    hats = hats_of(request)
    if hats.merchant_membership is None or hats.merchant_membership.role != Role.OWNER:
        raise NotAllowed
    return hats


@merchant()
def staff(request: HttpRequest) -> HttpResponse:
    """Who works here; the owner invites and sets what each may do."""
    mine = merchant_of(request)
    is_owner = hats_of(request).merchant_membership.role == Role.OWNER  # type: ignore[union-attr]  # the policy saw to it
    form = InvitationForm(request.POST or None)
    if request.method == "POST":
        _owner(request)
        if form.is_valid():
            try:
                invite_staff(merchant=mine, owner=user_of(request), **form.cleaned_data)
            except AlreadyStaff as known:
                form.add_error("email", known.text)
            else:
                messages.success(request, _("Invitation sent. It works for a week."))
                return redirect("merchant:staff")
    context = {
        "people": staff_of(mine),
        "invitations": open_invitations(mine) if is_owner else [],
        "form": form,
        "is_owner": is_owner,
    }
    return render(request, "accounts/organisations/staff.html", context)


@merchant()
def staff_member(request: HttpRequest, key: str) -> HttpResponse:
    """What one member of staff may do."""
    _owner(request)
    member = staff_for(merchant_of(request), key=key)
    form = PermissionsForm(request.POST or None, initial={"permissions": member.permissions})
    if request.method == "POST" and form.is_valid():
        change_permissions(membership=member, owner=user_of(request), **form.cleaned_data)
        messages.success(request, _("Saved. It counts from their next click."))
        return redirect("merchant:staff")
    return render(request, "accounts/organisations/staff_member.html", {"member": member, "form": form})


@merchant()
@require_POST
def staff_remove(request: HttpRequest, key: str) -> HttpResponse:
    _owner(request)
    member = staff_for(merchant_of(request), key=key)
    remove_staff(membership=member, owner=user_of(request))
    messages.success(
        request,
        _("%(name)s no longer works here.") % {"name": member.user},
        extra_tags=f"undo:{reverse('merchant:staff-restore', args=[key])}",
    )
    return redirect("merchant:staff")


@merchant()
@require_POST
def staff_restore(request: HttpRequest, key: str) -> HttpResponse:
    _owner(request)
    member: Membership = restore_staff(merchant=merchant_of(request), owner=user_of(request), key=key)
    messages.success(request, _("%(name)s works here again.") % {"name": member.user})
    return redirect("merchant:staff")


@merchant()
@require_POST
def invitation_withdraw(request: HttpRequest, key: str) -> HttpResponse:
    _owner(request)
    withdraw_invitation(invitation=invitation_for(merchant_of(request), key=key), owner=user_of(request))
    messages.success(request, _("Invitation withdrawn."))
    return redirect("merchant:staff")


@signed_in
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What an invitation offers; one click accepts it."""
    offer = invitation_by_token(token)
    if request.method == "POST":
        accept_invitation(invitation=offer, user=user_of(request))
        messages.success(request, _("Welcome to %(name)s.") % {"name": offer.merchant.name})
        return redirect("merchant:staff")
    meant_for_me = offer.email.casefold() == user_of(request).email.casefold()
    duties = [label for value, label in Permission.choices if value in offer.permissions]
    context = {"offer": offer, "meant_for_me": meant_for_me, "duties": duties}
    return render(request, "accounts/organisations/invitation.html", context)
